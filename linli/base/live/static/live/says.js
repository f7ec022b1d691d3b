// Says in one quiet place what has changed in the live parts, and only that: the text of each `data-say` whose value
// (`data-value`, else its text) is another; with `data-grows`, only where the value has a word it had not.
(() => {
  "use strict";
  const place = document.querySelector("[data-said]");
  if (!place) return;
  let values = null;

  const textOf = (line) => line.innerText.replace(/\s+/g, " ").trim();
  const valueOf = (line) => line.dataset.value ?? textOf(line);
  const read = () => new Map([...document.querySelectorAll("[data-stream] [data-say]")].map((line) => [line.dataset.say, line]));
  const isNews = (line, before = "") => {
    const value = valueOf(line);
    if ("grows" in line.dataset) return value.split(" ").some((word) => !before.split(" ").includes(word));
    return value !== before;
  };
  const look = () => {
    const lines = read(), before = values;
    values = new Map([...lines].map(([name, line]) => [name, valueOf(line)]));
    if (!before) return;
    const news = [...lines].filter(([name, line]) => isNews(line, before.get(name))).map(([, line]) => textOf(line));
    if (news.some(Boolean)) say(news);
  };
  const say = (news) => place.replaceChildren(...news.map((text) => Object.assign(document.createElement("span"), { textContent: `${text} ` })));

  document.addEventListener("linli:say", ({ detail }) => say([detail]));
  document.addEventListener("htmx:afterSettle", look);
  look();
})();
