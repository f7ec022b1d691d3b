// A button that prints the page; one that was asked to print goes ahead by itself.
(() => {
  "use strict";
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print(), { once: true });
})();
