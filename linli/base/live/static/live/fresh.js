// Says how old a live page is once the stream has been silent for a while, and catches up when it is back.
// A picture that the browser kept from before (a board reloaded without the network) is as old as it was then.
(() => {
  "use strict";
  const SILENT_MS = 25000, GRACE_MS = 5000;
  const marker = document.querySelector("[data-stale]");
  if (!marker) return;
  let heardAt = Date.now(), graceUntil = 0, keptAt = 0;
  let isLost = false, hasHeard = false, wasStale = false;
  let offset = Date.parse(marker.dataset.at) - Date.now(); // the hall's clock, not this machine's

  const heard = () => {
    heardAt = Date.now();
    hasHeard = true;
    if (isLost) refresh();
    isLost = false;
    tell();
  };
  const refresh = () => document.querySelectorAll("[data-stream]").forEach((part) => htmx.trigger(part, "refresh"));
  const tell = () => {
    const now = Date.now(), age = now - heardAt;
    const isStale = isLost || age > SILENT_MS && now > graceUntil;
    if (document.hidden && !isLost) return;
    marker.hidden = !isStale;
    document.documentElement.toggleAttribute("data-is-stale", isStale);
    const words = marker.querySelector("[data-stale-age]");
    if (isStale && words) {
      const { secondsWord, minutesWord, timezone } = marker.dataset;
      const time = { hour: "2-digit", minute: "2-digit", timeZone: timezone };
      marker.querySelector("[data-stale-since]").textContent = new Date(heardAt + offset).toLocaleTimeString("en-GB", time);
      words.textContent = age < 60000
        ? secondsWord.replace("SECONDS", Math.round(age / 1000))
        : minutesWord.replace("MINUTES", Math.round(age / 60000));
    }
    // Said aloud once, not with every second.
    if (isStale && !wasStale) document.dispatchEvent(new CustomEvent("linli:say", { detail: marker.textContent.trim() }));
    wasStale = isStale;
  };

  const lose = () => {
    const isNews = !isLost;
    isLost = true;
    tell();
    if (isNews && !hasHeard && navigator.serviceWorker && navigator.serviceWorker.controller) refresh();
  };
  document.addEventListener("linli:stream", ({ detail: kind }) => {
    if (kind === "lost") lose();
    else if (kind !== "begun") heard();
  });
  document.addEventListener("visibilitychange", () => { graceUntil = Date.now() + GRACE_MS; tell(); });
  // Fetched without the stream: as old as this answer, unless the browser had kept it.
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful, xhr } }) => {
    if (!elt.dataset.stream || !(successful || xhr.status === 304) || xhr.getResponseHeader("X-Linli-Kept-At")) return;
    heardAt = Date.now();
    tell();
  });
  // Only a page that has heard nothing itself is told its age by what the browser kept.
  const grow = () => {
    const told = document.querySelector("[data-stream] [data-at]");
    if (!keptAt || hasHeard || !told) return;
    heardAt = keptAt;
    isLost = true;
    offset = Date.parse(told.dataset.at) - keptAt;
    document.dispatchEvent(new CustomEvent("linli:kept", { detail: offset }));
    tell();
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.elt.dataset.stream) return;
    keptAt = Number(event.detail.xhr.getResponseHeader("X-Linli-Kept-At"));
    if (!event.detail.shouldSwap) grow();
  });
  document.addEventListener("htmx:afterSettle", grow);
  setInterval(tell, 1000);
})();
