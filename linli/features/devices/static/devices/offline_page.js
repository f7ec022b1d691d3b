// The kiosk without the network: the same three touches, a number from the kiosk's own block, and nothing kept on the
// screen of whoever was here before. When the network is back it tells what it gave and returns to the start.
(() => {
  "use strict";
  const page = document.querySelector("[data-offline-page]");
  if (!page) return;
  const keeper = window.linliKeeper;
  const { home, start, seconds, resultSeconds, timezone } = page.dataset;
  const TRY_MS = 10000;
  const steps = [...page.querySelectorAll("[data-step]")];
  const line = page.querySelector("[data-countdown-line]");
  const chosen = { groups: [], priority: "" };
  let step = "", left = 0, isTaking = false;

  const show = (name) => {
    step = name;
    steps.forEach((part) => { part.hidden = part.dataset.step !== name; });
    page.querySelectorAll("[data-mark]").forEach((mark) => {
      mark.toggleAttribute("aria-current", mark.dataset.mark === name);
      mark.classList.toggle("is-done", mark.dataset.mark < name);
    });
    page.querySelector("[data-marks]").hidden = !["1", "2", "3"].includes(name);
    page.querySelector(".kiosk-language").hidden = name === "number"; // another language is another page, without it
    left = name === "1" && !chosen.groups.length ? 0 : Number(name === "number" ? resultSeconds : seconds);
    tellTime();
    const heading = page.querySelector(`[data-step="${CSS.escape(name)}"] h1`);
    if (heading && left) heading.focus();
  };

  const tellTime = () => {
    line.hidden = !left;
    line.querySelector("[data-countdown]").textContent = left;
  };
  // The whole page is left: what was chosen and the number go with it.
  const leave = () => location.replace(home);
  setInterval(() => {
    if (!left) return;
    left -= 1;
    if (!left) return leave();
    tellTime();
  }, 1000);
  // Whoever presses a key, types, touches or scrolls is still there.
  const stay = () => {
    if (left && step !== "number") { left = Number(seconds); tellTime(); }
  };
  for (const sign of ["pointerdown", "keydown", "input", "touchmove", "wheel", "scroll"]) {
    document.addEventListener(sign, stay, { capture: true, passive: true });
  }
  page.querySelector("[data-more-time]").addEventListener("click", () => { left = Number(seconds); tellTime(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leave(); });

  const choose = (button) => {
    const { group } = button.dataset;
    chosen.groups = [...chosen.groups.filter((slug) => slug !== group), group];
    button.classList.add("is-chosen");
    copyChosen();
    show(chosen.priority ? "3" : "2");
  };
  const copyChosen = () => page.querySelectorAll("[data-chosen]").forEach((list) => {
    const names = chosen.groups.map((slug) => page.querySelector(`[data-group="${CSS.escape(slug)}"] .kiosk-choice-name`).textContent);
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("span"), { textContent: name })));
  });
  const chooseHow = (button) => {
    chosen.priority = button.dataset.priority;
    page.querySelector("[data-how]").textContent = button.dataset.word;
    show("3");
  };

  const take = async () => {
    if (isTaking) return;
    isTaking = true;
    const entry = await keeper.give({ ...chosen, language: page.dataset.language }).catch(() => null);
    if (!entry) return show("closed");
    page.querySelector("[data-label]").textContent = entry.label;
    draw(page.querySelector("[data-code]"), entry.rows);
    show("number");
  };

  // The code's squares, row by row, as one drawing.
  const draw = (svg, rows) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const runs = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`));
    path.setAttribute("d", runs.join(""));
    svg.setAttribute("viewBox", `0 0 ${rows[0].length} ${rows.length}`);
    svg.append(path);
  };

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.group) choose(button);
    else if (button.dataset.priority) chooseHow(button);
    else if ("take" in button.dataset) take();
    else if (button.dataset.to) show(button.dataset.to);
    else if ("leave" in button.dataset) leave();
  });

  // Nobody is in the middle of anything: look whether the network is back.
  const tryToReturn = async () => {
    if (!["1", "closed"].includes(step) || chosen.groups.length) return;
    try {
      await keeper.sync(true);
      location.replace(start);
    } catch { /* still away */ }
  };

  const begin = async () => {
    if (!keeper) return show("closed");
    const now = await keeper.standing();
    const since = page.querySelector("[data-away-since]");
    since.textContent = new Date(now.awaySince).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezone });
    page.querySelector("[data-away]").hidden = !now.isKept;
    show(now.mayGive ? "1" : "closed");
    if (now.isKept) setInterval(tryToReturn, TRY_MS);
  };
  begin();
})();
