// The week to drag in. A booking that is dropped is sent with the version that was seen; refused, it goes back and every
// reason is said. Without JavaScript, on a phone, by keyboard and for a screen reader the list below does the same: the
// calendar is for the mouse alone, and nothing in it takes the focus.
(() => {
  "use strict";
  const place = document.querySelector("[data-week]");
  const said = document.querySelector("[data-week-said]");
  const data = document.getElementById("week-events");
  if (!place || !data) return;
  const PATIENCE_MS = 10000;

  const load = (source) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

  const say = (texts, isRefused) => {
    const list = document.createElement("ul");
    texts.forEach((text) => list.append(Object.assign(document.createElement("li"), { textContent: text })));
    said.replaceChildren(list);
    said.classList.toggle("is-refused", isRefused);
  };

  // Asked again with the same key when no answer came: what was done the first time is not done twice.
  const send = async (change, body) => {
    const ask = () => fetch(change, {
      method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": place.dataset.csrf },
      ...("timeout" in AbortSignal ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {}),
    });
    const answer = await ask().catch(ask);
    const { objections, version } = await answer.json();
    if (!answer.ok && !objections) throw new Error(String(answer.status));
    return { objections, version };
  };

  // Whatever goes wrong on the way, the booking stands where it was, and that is said.
  const move = async (info) => {
    try {
      const { change, version } = info.event.extendedProps;
      const { startStr, endStr } = info.event;
      const body = new URLSearchParams({ starts_at: startStr, ends_at: endStr, version, key: linliKey() });
      const after = await send(change, body);
      if (after.objections) {
        info.revert();
        return say(after.objections, true);
      }
      info.event.setExtendedProp("version", after.version);
      say([place.dataset.moved], false);
    } catch {
      info.revert();
      say([place.dataset.lost], true);
    }
  };

  const leaveToMouse = (part) => [part, ...part.querySelectorAll("a, [tabindex]")].forEach((one) => { one.tabIndex = -1; });

  const start = async () => {
    if (!("Temporal" in globalThis)) await load(place.dataset.temporal);
    await load(place.dataset.calendar);
    await load(place.dataset.themeScript);
    await load(place.dataset.words);
    place.closest("[data-week-frame]").hidden = false;
    new FullCalendar.Calendar(place, {
      initialView: "timeGridWeek",
      initialDate: place.dataset.first,
      timeZone: place.dataset.zone,
      now: place.dataset.now,
      locale: place.dataset.language.startsWith("zh") ? "zh-cn" : "en-gb", // both on a clock of 24 hours
      firstDay: 1,
      headerToolbar: false,
      allDaySlot: false,
      slotMinTime: place.dataset.opens,
      slotMaxTime: place.dataset.closes,
      snapDuration: place.dataset.step,
      height: "auto",
      events: JSON.parse(data.textContent),
      eventDidMount: (info) => leaveToMouse(info.el),
      eventDrop: move,
      eventResize: move,
    }).render();
    leaveToMouse(place);
  };

  start();
})();
