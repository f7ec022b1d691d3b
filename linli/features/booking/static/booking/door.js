// A door sign looks again every half minute, so that "until 10:00" is over at ten even when nobody books anything.
(() => {
  "use strict";
  const LOOK_AGAIN_MS = 30000;
  setInterval(() => document.querySelectorAll("[data-door]").forEach((part) => htmx.trigger(part, "refresh")), LOOK_AGAIN_MS);
})();
