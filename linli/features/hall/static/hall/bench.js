// The bench by keyboard: one key, one step. Keys rest while somebody types, and may be switched off.
(() => {
  "use strict";
  const bench = document.querySelector("[data-bench]");
  if (!bench) return;
  const memory = "linli.bench.keys";
  const toggle = document.querySelector("[data-keys-toggle]");
  let isSent = false;

  const isTyping = (element) => element && element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const isOn = () => localStorage.getItem(memory) !== "off";

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeDialogs();
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || !isOn() || isTyping(event.target)) return;
    const wanted = bench.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toUpperCase())}"]`);
    if (!wanted) return;
    event.preventDefault();
    press(wanted);
  });

  const press = (wanted) => {
    const dialog = wanted.tagName === "SUMMARY" ? wanted.parentElement : null;
    if (!dialog) return wanted.click();
    closeDialogs();
    dialog.open = true;
    const field = dialog.querySelector("input:not([type=hidden]), select, textarea");
    if (field) field.focus();
  };

  const closeDialogs = () => bench.querySelectorAll("details[data-dialog][open]").forEach((dialog) => {
    dialog.open = false;
    if (dialog.contains(document.activeElement)) dialog.querySelector("summary").focus();
  });

  // A second press while the first is on its way is the same press.
  document.addEventListener("submit", (event) => {
    if (isSent) return event.preventDefault();
    isSent = true;
    bench.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => { isSent = false; bench.removeAttribute("aria-busy"); });

  // News never takes away what somebody is typing: it waits until the field is left.
  let isWaiting = false;
  const isBusy = () => isSent || isTyping(document.activeElement) && bench.contains(document.activeElement)
    || bench.querySelector("details[data-dialog][open]");
  bench.addEventListener("htmx:beforeRequest", (event) => {
    if (!isBusy()) return;
    event.preventDefault();
    isWaiting = true;
  });
  bench.addEventListener("htmx:beforeSwap", (event) => {
    if (!isBusy()) return;
    event.detail.shouldSwap = false;
    isWaiting = true;
  });
  setInterval(() => {
    if (!isWaiting || isBusy()) return;
    isWaiting = false;
    bench.querySelectorAll("[data-stream]").forEach((part) => htmx.trigger(part, "refresh"));
  }, 500);

  if (toggle) {
    const tell = () => { toggle.checked = isOn(); bench.toggleAttribute("data-keys-off", !isOn()); };
    toggle.addEventListener("change", () => { localStorage.setItem(memory, toggle.checked ? "on" : "off"); tell(); });
    toggle.closest("[data-keys]").hidden = false;
    tell();
  }
})();
