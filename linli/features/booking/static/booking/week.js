// The week to drag in. A booking that is dropped is sent with the version that was seen; refused, it goes back and every
// reason is said. Without JavaScript, on a phone, by keyboard and for a screen reader the list below does the same: the
// calendar is for the mouse alone, and nothing in it takes the focus.
(() => {
  "use strict";
  const place = document.querySelector("[data-week]");
  const said = document.querySelector("[data-week-said]");
  const data = document.getElementById("week-events");
  if (!place || !data) return;

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
    said.hidden = false;
  };

  const move = async (info) => {
    const { change, version } = info.event.extendedProps;
    const body = new URLSearchParams({
      starts_at: info.event.startStr, ends_at: info.event.endStr, version, key: crypto.randomUUID(),
    });
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": place.dataset.csrf };
      const answer = await fetch(change, { method: "POST", body, headers });
      const told = await answer.json();
      if (!answer.ok) {
        info.revert();
        return say(told.objections, true);
      }
      info.event.setExtendedProp("version", told.version);
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
      locale: place.dataset.language.startsWith("zh") ? "zh-cn" : "en",
      firstDay: 1,
      headerToolbar: false,
      allDaySlot: false,
      slotMinTime: "08:00:00",
      slotMaxTime: "21:00:00",
      snapDuration: "00:30:00",
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
