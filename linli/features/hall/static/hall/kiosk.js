// The kiosk forgets: every page but the start returns there after its seconds, visibly, and leaves no way back.
(() => {
  "use strict";
  const page = document.querySelector("[data-kiosk]");
  if (!page) return;
  const start = page.dataset.start;
  const total = Number(page.dataset.seconds || 0);
  const shown = page.querySelector("[data-countdown]");
  const line = page.querySelector("[data-countdown-line]");
  let left = total;

  const leave = () => location.replace(start);
  const tick = () => {
    left -= 1;
    if (left <= 0) return leave();
    show();
  };
  const show = () => { if (shown) shown.textContent = left; };

  if (total) {
    if (line) line.hidden = false;
    show();
    setInterval(tick, 1000);
    // Whoever presses a key, types, touches or scrolls is still there.
    const stay = () => { if (!("final" in page.dataset)) { left = total; show(); } };
    for (const sign of ["pointerdown", "keydown", "input", "touchmove", "wheel", "scroll"]) {
      document.addEventListener(sign, stay, { capture: true, passive: true });
    }
    const more = page.querySelector("[data-more-time]");
    if (more) more.addEventListener("click", () => { left = total; show(); });
  }

  // One place in the browser's history: back never shows what the last person chose.
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target) return;
    event.preventDefault();
    location.replace(link.href);
  });
  page.addEventListener("submit", (event) => {
    if (page.dataset.sent) return event.preventDefault();
    page.dataset.sent = "1";
    history.replaceState(null, "", start);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leave(); });

  const printButton = page.querySelector("[data-print]");
  if (printButton) {
    printButton.hidden = false;
    printButton.addEventListener("click", () => window.print());
    if (page.hasAttribute("data-print-now")) window.print();
  }
})();
