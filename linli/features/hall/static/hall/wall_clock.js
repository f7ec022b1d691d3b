// The time on the wall runs on from the server's own; on a page kept from before, from what the server said then.
(() => {
  "use strict";
  const shown = document.querySelector("[data-clock]");
  if (!shown) return;
  let offset = Date.parse(shown.dataset.clock) - Date.now();
  const zoneMinutes = /([+-])(\d\d):(\d\d)$/.exec(shown.dataset.clock);
  const zone = zoneMinutes ? (zoneMinutes[1] + "1") * (zoneMinutes[2] * 60 + Number(zoneMinutes[3])) : 0;
  const tell = () => {
    const at = new Date(Date.now() + offset + zone * 60000).toISOString();
    shown.querySelector("time").textContent = at.slice(11, 16);
  };
  document.addEventListener("linli:kept", (event) => { offset = event.detail; tell(); });
  setInterval(tell, 1000);
  tell();
})();
