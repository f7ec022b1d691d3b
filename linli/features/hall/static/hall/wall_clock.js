// The time on the wall runs on from the server's own.
(() => {
  "use strict";
  const shown = document.querySelector("[data-clock]");
  if (!shown) return;
  const offset = Date.parse(shown.dataset.clock) - Date.now();
  const zoneMinutes = /([+-])(\d\d):(\d\d)$/.exec(shown.dataset.clock);
  const zone = zoneMinutes ? (zoneMinutes[1] + "1") * (zoneMinutes[2] * 60 + Number(zoneMinutes[3])) : 0;
  const tell = () => {
    const at = new Date(Date.now() + offset + zone * 60000).toISOString();
    shown.querySelector("time").textContent = at.slice(11, 16);
  };
  setInterval(tell, 1000);
  tell();
})();
