// Keeps the live parts of a page fresh: each `data-stream` names its topics and the versions it was written from. A
// part fetches itself again (`refresh`) when a topic has moved on. A page that nobody looks at rests, and is made fresh
// when it is looked at again; `data-calls-out` goes on, because it calls somebody.
(() => {
  "use strict";
  const SAY_AGAIN_MS = 20000;
  const shown = {};               // topic → the version this page has fetched
  const marks = new WeakMap();    // part → the mark (ETag) of what it shows
  const known = new WeakSet(), failed = new Set();
  let line = null;

  const parts = () => [...document.querySelectorAll("[data-stream]")];
  const topicsOf = (part) => new URL(part.dataset.stream, location.href).searchParams.getAll("t")
    .map((pair) => { const [name, version] = pair.split(":"); return [name, Number(version)]; });
  const refresh = (part) => htmx.trigger(part, "refresh");

  // Parts that came with the page or later; the lowest version counts, so that nothing is missed.
  const gather = () => {
    const fresh = parts().filter((part) => !known.has(part));
    for (const part of fresh) {
      known.add(part);
      for (const [name, version] of topicsOf(part)) shown[name] = Math.min(version, shown[name] ?? version);
    }
    if (fresh.length) say();
  };

  const isWatching = () => !document.hidden || document.querySelector("[data-calls-out]");
  const say = () => {
    if (!line) return;
    if (isWatching() && Object.keys(shown).length) line.watch(shown);
    else line.leave();
  };

  const hear = ({ kind, name, version, isPolled }) => {
    if (kind === "moved") {
      if (shown[name] === version) return;
      shown[name] = version;
      parts().filter((part) => topicsOf(part).some(([topic]) => topic === name)).forEach(refresh);
    } else if (kind === "beat") {
      failed.forEach(refresh);
    } else if (isPolled) {
      parts().forEach(refresh);
    }
    document.dispatchEvent(new CustomEvent("linli:stream", { detail: kind }));
  };

  // Nothing is sent, and nothing swapped, where the server would write the same again.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const mark = marks.get(detail.elt);
    if (mark && detail.elt === detail.target) detail.headers["If-None-Match"] = mark;
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const { elt, xhr } = detail;
    if (elt.dataset.stream) marks.set(elt, xhr.getResponseHeader("ETag"));
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful, xhr } }) => {
    if (!elt.dataset.stream) return;
    if (successful || xhr.status === 304) failed.delete(elt); else failed.add(elt);
  });
  document.addEventListener("htmx:afterSettle", gather);

  const begin = () => {
    line = window.linliLine(hear);
    gather();
    setInterval(say, SAY_AGAIN_MS);
  };
  document.addEventListener("visibilitychange", say);
  window.addEventListener("pagehide", () => line && line.leave());
  window.addEventListener("pageshow", (event) => { if (event.persisted) say(); });
  if (document.querySelector("[data-stream]")) begin();
})();
