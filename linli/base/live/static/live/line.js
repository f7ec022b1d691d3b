// A page's line to the stream: the shared worker; where there is none, one of the open pages keeps the stream for all
// (its turn is written down in the browser's storage: locks exist only behind TLS); else the page's own.
(() => {
  "use strict";
  const { Stream, address } = window.linliStream;
  const PATIENCE_MS = 5000, TURN_MS = 6000, LOOK_MS = 2000, SETTLE_MS = 200, TURN = "linli.live.turn";

  const alone = (hear) => {
    const stream = new Stream();
    return { watch: (topics) => stream.watch(hear, topics), leave: () => stream.leave(hear) };
  };

  const shared = (hear, fail) => {
    const worker = new SharedWorker(address, { name: "linli-live" });
    let isThere = false;
    const look = () => { if (!isThere) { isThere = true; worker.port.close(); fail(); } };
    worker.port.onmessage = ({ data }) => { isThere = true; hear(data); };
    worker.onerror = look;
    return {
      watch: (topics) => { worker.port.postMessage({ topics }); setTimeout(look, PATIENCE_MS); },
      leave: () => worker.port.postMessage({}),
    };
  };

  const inTurn = (hear) => {
    const me = `${Date.now()}-${Math.random()}`, channel = new BroadcastChannel("linli.live"), tells = new Map([[me, hear]]);
    let stream = null, mine = null;

    const tellOf = (page) => {
      if (!tells.has(page)) tells.set(page, (message) => channel.postMessage({ to: page, message }));
      return tells.get(page);
    };
    const serve = ({ from, topics }) => topics ? stream.watch(tellOf(from), topics) : stream.leave(tellOf(from));
    const say = () => {
      const said = { from: me, topics: mine };
      if (stream) serve(said); else channel.postMessage(said);
    };
    channel.onmessage = ({ data }) => {
      if (data.to === me) hear(data.message);
      else if (data.from && stream) serve(data);
      else if (data.isAnother) { look(); if (mine) say(); }
    };
    const look = () => {
      const [keeper, until] = (localStorage.getItem(TURN) || "").split("/");
      const isMine = keeper === me, isFree = !(Number(until) > Date.now());
      if (!mine || !isMine && !isFree) return end(false);
      localStorage.setItem(TURN, `${me}/${Date.now() + TURN_MS}`);
      // Two who wrote at the same moment: the second look shows whose turn it is.
      if (!isMine) setTimeout(look, SETTLE_MS + Math.random() * SETTLE_MS);
      else if (!stream) begin();
    };
    const begin = () => {
      stream = new Stream();
      channel.postMessage({ isAnother: true });
      say();
    };
    const end = (isGivenUp) => {
      if (!stream) return;
      stream.close();
      stream = null;
      if (isGivenUp) localStorage.removeItem(TURN);
      channel.postMessage({ isAnother: true });
    };
    setInterval(look, LOOK_MS);
    return {
      watch: (topics) => { mine = topics; look(); say(); },
      leave: () => { mine = null; say(); end(true); },
    };
  };

  const without = (hear) => {
    try { return inTurn(hear); } catch { return alone(hear); } // no storage, or no channel
  };

  // The worker's file may be out of reach (a board shown without the network): then without it.
  window.linliLine = (hear) => {
    let line = null, last = null;
    const fail = () => { line = without(hear); if (last) line.watch(last); };
    try { line = shared(hear, fail); } catch { line = without(hear); }
    return {
      watch: (topics) => { last = topics; line.watch(topics); },
      leave: () => { last = null; line.leave(); },
    };
  };
})();
