// What a registered kiosk keeps for the time without the network: numbers of its own, today's hours, and what it gave
// until the hall knows of it. On the disk before anybody is told a number: a power cut gives none twice.
(() => {
  "use strict";
  const place = document.querySelector("[data-kiosk-keeper]");
  if (!place || !window.isSecureContext || !window.indexedDB || !navigator.serviceWorker) return;
  const { kioskKeeper: slug, numbersUrl, ticketsUrl, workerUrl } = place.dataset;
  const ASK_EVERY_MS = 300000, ASK_AGAIN_MS = 30000, PATIENCE_MS = 8000, AT_ONCE = 200, FORGOTTEN_MS = 30 * 86400000;

  const database = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("linli-kiosk-" + slug, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  // One change after the other, from two tabs as well; what `how` answers is told when the change is safe.
  const change = async (how) => {
    const opened = await database();
    return new Promise((resolve, reject) => {
      const work = opened.transaction("kept", "readwrite", { durability: "strict" });
      const kept = work.objectStore("kept");
      let told;
      kept.get("state").onsuccess = (event) => {
        const state = event.target.result || { pending: [], next: 0, times: [], offset: 0 };
        told = how(state);
        kept.put(state, "state");
      };
      work.oncomplete = () => { opened.close(); resolve(told); };
      work.onabort = () => { opened.close(); reject(work.error); };
    });
  };

  const left = (state) => state.block ? state.block.numbers.length - state.next : 0;
  const isOpen = (state, now) => state.times.some(([start, end]) => now >= Date.parse(start) && now < Date.parse(end));
  const mayGive = (state) => left(state) > 0 && state.block.day === state.day && isOpen(state, Date.now() + state.offset);

  // The next number of the block, or nothing when none may be given.
  const give = (said) => change((state) => {
    if (!mayGive(state)) return null;
    const entry = state.block.numbers[state.next];
    const taken = new Date(Date.now() + state.offset).toISOString();
    state.next += 1;
    state.pending.push({ block: state.block.id, number: entry.number, taken_at: taken, ...said });
    return entry;
  });

  // Whether numbers can be given now, and since when the network is away; the first who asks starts that clock.
  const standing = () => change((state) => {
    state.awaySince = state.awaySince || Date.now() + state.offset;
    return { mayGive: mayGive(state), isKept: Boolean(state.block), awaySince: state.awaySince };
  });

  const send = async (address, fields) => {
    const token = (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";
    const response = await fetch(address, {
      method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": token },
      redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    // Signed off: nothing more is given, and what was given is kept until this machine is registered again.
    if (response.status === 403) await change((state) => { state.block = null; });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  };

  const tell = async () => {
    const pending = await change((state) => {
      state.pending = state.pending.filter((one) => Date.now() + state.offset - Date.parse(one.taken_at) < FORGOTTEN_MS);
      return state.pending.slice(0, AT_ONCE);
    });
    if (!pending.length) return;
    const { settled } = await send(ticketsUrl, { tickets: JSON.stringify(pending) });
    const isSettled = (one) => settled.some(([block, number]) => block === one.block && number === one.number);
    await change((state) => { state.pending = state.pending.filter((one) => !isSettled(one)); });
  };

  // The key is kept until an answer came: asked again because the first answer was lost, it brings the same numbers.
  const ask = async (isUrgent) => {
    const said = await change((state) => {
      const rest = mayGive(state) ? ASK_EVERY_MS : ASK_AGAIN_MS;
      if (!isUrgent && state.askedAt && Date.now() - state.askedAt < rest) return null;
      state.key = state.key || linliKey();
      return { key: state.key, holds: state.block ? state.block.id : 0, left: left(state) };
    });
    if (!said) return;
    const answer = await send(numbersUrl, said);
    await change((state) => {
      Object.assign(state, { key: "", askedAt: Date.now(), awaySince: 0, times: answer.times, day: answer.day });
      state.offset = Date.parse(answer.now) - Date.now();
      if (answer.block && answer.block.day === answer.day) Object.assign(state, { block: answer.block, next: 0 });
    });
  };

  const sync = async (isUrgent = false) => { await tell(); await ask(isUrgent); };

  window.linliKeeper = { give, standing, sync };
  navigator.serviceWorker.register(workerUrl).catch(() => {});
  if ("isAway" in place.dataset) return;
  const again = () => sync().catch(() => {});
  again();
  setInterval(again, 60000);
})();
