// My ticket: when the number is called, the phone shakes, the page flashes and the tab's title says so.
(() => {
  "use strict";
  const page = document.querySelector("[data-my-ticket]");
  if (!page) return;
  const title = document.title;
  let calls = null;

  const look = () => {
    const now = page.querySelector("[data-state]");
    if (!now) return;
    const isCalled = now.dataset.state === "called";
    document.title = isCalled ? now.dataset.title : title;
    if (isCalled && calls !== null && now.dataset.calls !== calls) callOut(now);
    calls = isCalled ? now.dataset.calls : "0";
  };

  const callOut = (now) => {
    if (navigator.vibrate) navigator.vibrate([400, 200, 400, 200, 400]);
    now.classList.add("is-fresh");
    setTimeout(() => now.classList.remove("is-fresh"), 6000);
  };

  document.body.addEventListener("htmx:afterSettle", look);
  look();
})();
