// What is typed but not sent yet outlives a change of language or text size. A refused form's page takes it along
// itself (`typed`); on every other page it waits in this tab until the next page has it.
(() => {
  const STORE = "linli-typed";
  const SECRET = ["password", "again", "code", "csrfmiddlewaretoken", "key"];
  const isTyped = (field) =>
    field.name && !SECRET.includes(field.name) && !["hidden", "password", "file", "submit", "button"].includes(field.type);
  const forms = () => [...document.querySelectorAll('main form[method="post"]')];
  const isMark = (field) => ["checkbox", "radio"].includes(field.type);
  const valueOf = (field) => (isMark(field) ? field.checked : field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value);
  const typed = () => forms().map((form) => [...form.elements].filter(isTyped).map((field) => [field.name, valueOf(field)]));

  const take = (bar) => {
    const carries = bar.elements.typed;
    const form = carries && forms().find((each) => each.getAttribute("action") === bar.elements.typed_at.value);
    if (form) {
      const sent = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["password", "again", "code", "csrfmiddlewaretoken"].includes(name));
      carries.value = new URLSearchParams(sent).toString();
    } else if (!carries) {
      sessionStorage.setItem(STORE, JSON.stringify({ at: location.pathname, forms: typed() }));
    }
  };

  const put = (field, value) => {
    if (isMark(field)) field.checked = value;
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  };

  const giveBack = () => {
    const kept = JSON.parse(sessionStorage.getItem(STORE) || "null");
    sessionStorage.removeItem(STORE);
    if (!kept || kept.at !== location.pathname) return;
    const now = typed();
    forms().forEach((form, which) => {
      const before = kept.forms[which];
      const fields = [...form.elements].filter(isTyped);
      if (!before || before.length !== fields.length) return;
      fields.forEach((field, place) => {
        const [name, value] = before[place];
        if (name !== field.name || JSON.stringify(value) === JSON.stringify(now[which][place][1])) return;
        put(field, value);
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  };

  // A browser that keeps nothing in a tab still changes the language.
  const tried = (what) => { try { what(); } catch { /* nothing is kept */ } };
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-keeps-typed]")) tried(() => take(event.target));
  });
  document.addEventListener("DOMContentLoaded", () => tried(giveBack));
})();
