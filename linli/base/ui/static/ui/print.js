// A button that prints the page; pages that ask for it print as soon as they are shown.
(() => {
  "use strict";
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print(), { once: true });
})();
