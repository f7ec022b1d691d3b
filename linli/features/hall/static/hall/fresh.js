// Says how old a live screen is once the stream has been silent for a while, and catches up when it is back.
// A picture that the browser kept from before (a board reloaded without the network) is as old as it was then.
(() => {
  "use strict";
  const SILENT_MS = 25000;
  const live = document.querySelector("[data-live]");
  const marker = document.querySelector("[data-stale]");
  if (!live || !marker) return;
  let heardAt = Date.now();
  let isLost = false;
  let hasHeard = false;
  let keptAt = 0;
  const clock = document.querySelector("[data-clock]");
  let offset = clock ? Date.parse(clock.dataset.clock) - Date.now() : 0;

  const heard = () => {
    heardAt = Date.now();
    hasHeard = true;
    if (isLost) refresh();
    isLost = false;
    tell();
  };
  const refresh = () => document.querySelectorAll("[data-refresh]").forEach((part) => htmx.trigger(part, "refresh"));
  const tell = () => {
    const age = Date.now() - heardAt;
    const isStale = isLost || age > SILENT_MS;
    marker.hidden = !isStale;
    document.documentElement.toggleAttribute("data-is-stale", isStale);
    const words = marker.querySelector("[data-stale-age]");
    if (!isStale || !words) return;
    const { secondsWord, minutesWord, timezone } = marker.dataset;
    const time = { hour: "2-digit", minute: "2-digit", timeZone: timezone };
    marker.querySelector("[data-stale-since]").textContent = new Date(heardAt + offset).toLocaleTimeString("en-GB", time);
    words.textContent = age < 60000
      ? secondsWord.replace("SECONDS", Math.round(age / 1000))
      : minutesWord.replace("MINUTES", Math.round(age / 60000));
  };

  document.body.addEventListener("htmx:sseOpen", (event) => {
    const stream = event.detail.source;
    stream.addEventListener("beat", heard);
    stream.addEventListener("message", heard);
    heard();
  });
  document.body.addEventListener("htmx:sseError", () => {
    const isNews = !isLost;
    isLost = true;
    tell();
    if (isNews && !hasHeard && navigator.serviceWorker && navigator.serviceWorker.controller) refresh();
  });
  // Only a page that has heard nothing itself is told its age by what the browser kept.
  const grow = () => {
    const told = live.querySelector("[data-at]");
    if (!keptAt || hasHeard || !told) return;
    heardAt = keptAt;
    isLost = true;
    offset = Date.parse(told.dataset.at) - keptAt;
    document.dispatchEvent(new CustomEvent("linli:kept", { detail: offset }));
    tell();
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    keptAt = Number(event.detail.xhr.getResponseHeader("X-Linli-Kept-At"));
    if (!event.detail.shouldSwap) grow();
  });
  document.body.addEventListener("htmx:afterSettle", grow);
  document.body.addEventListener("htmx:sseMessage", heard);
  setInterval(tell, 1000);
})();
