// A live part is morphed into its new state: what somebody typed, chose, opened or stands on stays theirs.
(() => {
  "use strict";
  const { defaults } = Idiomorph;
  const isTyped = (field) => field.matches("input, textarea") && field.value !== field.defaultValue;
  const isTouched = {
    open: (element) => element.matches("details, dialog"),
    value: isTyped,
    checked: (field) => field.checked !== field.defaultChecked,
    selected: (option) => [...option.closest("select").options].some((one) => one.selected !== one.defaultSelected),
  };
  defaults.ignoreActiveValue = true;
  defaults.callbacks.beforeAttributeUpdated = (name, element) => !(isTouched[name] && isTouched[name](element));

  // What had the focus is gone: it stays in the part, instead of falling back to the top of the page.
  let stood = null;
  document.addEventListener("htmx:beforeSwap", ({ detail: { elt } }) => {
    const element = document.activeElement;
    stood = elt.dataset.stream && element !== elt && elt.contains(element) ? { element, id: element.id } : null;
  });
  document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
    if (!stood || !elt.dataset.stream) return;
    const { element, id } = stood;
    stood = null;
    if (document.activeElement === element || document.activeElement !== document.body) return;
    const again = element.isConnected ? element : id && document.getElementById(id);
    if (!again) elt.tabIndex = -1;
    (again || elt).focus({ preventScroll: true });
  });
})();
