// Says how old a live screen is once the stream has been silent for a while, and catches up when it is back.
(() => {
  "use strict";
  const SILENT_MS = 25000;
  const live = document.querySelector("[data-live]");
  const marker = document.querySelector("[data-stale]");
  if (!live || !marker) return;
  let heardAt = Date.now();
  let isLost = false;

  const heard = () => {
    heardAt = Date.now();
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
    const { secondsWord, minutesWord } = marker.dataset;
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
  document.body.addEventListener("htmx:sseError", () => { isLost = true; tell(); });
  document.body.addEventListener("htmx:sseMessage", heard);
  setInterval(tell, 1000);
})();
