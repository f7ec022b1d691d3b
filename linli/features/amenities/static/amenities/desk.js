// Counting who drops in by keyboard: one key, one person. Keys rest while somebody types, and may be switched off.
(() => {
  "use strict";
  const counting = document.querySelector("[data-counting]");
  if (!counting) return;
  const memory = "linli.bench.keys";
  const toggle = counting.querySelector("[data-keys-toggle]");
  let isSent = false;

  const isTyping = (element) => element && element.matches("input:not([type=checkbox]), textarea, select");
  const isOn = () => localStorage.getItem(memory) !== "off";
  const tell = () => { toggle.checked = isOn(); counting.toggleAttribute("data-keys-off", !isOn()); };

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || !isOn() || isTyping(event.target)) return;
    const wanted = counting.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });
  // A second press while the first is on its way is the same press.
  document.addEventListener("submit", (event) => {
    if (isSent) return event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
  toggle.addEventListener("change", () => { localStorage.setItem(memory, toggle.checked ? "on" : "off"); tell(); });
  toggle.closest("[data-keys]").hidden = false;
  tell();
})();
