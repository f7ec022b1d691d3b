// The board announces every call of the hall's event log once, one after another: flash, chime, then a voice.
// What was announced to its end is remembered by sequence number: a reload or a server restart repeats no old call
// and loses no new one.
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const FLASH_MS = 6000, GAP_MS = 700;
  const memory = "linli.board." + board.dataset.board;
  const stage = board.querySelector("[data-stage]");
  const soundButton = board.querySelector("[data-sound]");
  const queue = [];
  let queued = { day: "", seq: 0 };
  let announcing = false;
  let audio = null;

  const remembered = () => {
    const [day, seq] = (sessionStorage.getItem(memory) || "").split("/");
    return { day, seq: Number(seq) };
  };
  const remember = (day, seq) => sessionStorage.setItem(memory, day + "/" + seq);

  // Reads the feed that came with the last fragment and queues what is new.
  const read = () => {
    const feed = board.querySelector("[data-feed]");
    if (!feed) return;
    const { day, until } = feed.dataset;
    const last = remembered();
    const isFirstLook = !last.day;
    const after = last.day === day ? last.seq : 0;
    if (isFirstLook) return remember(day, Number(until));
    if (feed.dataset.after === undefined && Number(until) > after) return catchUp();
    if (queued.day !== day) queued = { day, seq: after };
    for (const call of feed.children) {
      const seq = Number(call.dataset.seq);
      if (seq <= queued.seq) continue;
      queued.seq = seq;
      queue.push({ ...call.dataset, day });
    }
    if (!announcing) next();
  };

  // A page that was loaded anew asks for what happened since the last call it told of.
  const catchUp = () => board.querySelectorAll("[data-stream]").forEach((part) => htmx.trigger(part, "refresh"));

  document.body.addEventListener("htmx:configRequest", (event) => {
    const { day, seq } = remembered();
    if (!day || !event.target.closest("[data-board]")) return;
    event.detail.parameters.after = seq;
    event.detail.parameters.day = day;
  });

  const next = async () => {
    const call = queue.shift();
    announcing = Boolean(call);
    if (!call) return;
    show(call);
    chime();
    await Promise.all([pause(FLASH_MS), pause(GAP_MS).then(() => speak(call))]);
    hide(call);
    remember(call.day, Number(call.seq));
    await pause(GAP_MS);
    next();
  };

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  const show = (call) => {
    stage.querySelector("[data-stage-number]").textContent = call.label;
    stage.querySelector("[data-stage-window]").textContent = call.window;
    stage.hidden = false;
    mark(call.window, true);
  };

  const hide = (call) => {
    stage.hidden = true;
    mark(call.window, false);
  };

  const mark = (number, isCalling) => {
    const pane = board.querySelector(`[data-window="${CSS.escape(number)}"]`);
    if (pane) pane.classList.toggle("is-calling", isCalling);
  };

  const chime = () => {
    if (!audio || audio.state !== "running") return;
    [[659, 0], [523, 0.35]].forEach(([pitch, after]) => {
      const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + after;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.35, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.9);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 1);
    });
  };

  const speak = (call) => {
    if (!audio || !window.speechSynthesis) return Promise.resolve();
    return new Promise((resolve) => {
      const words = new SpeechSynthesisUtterance(call.speech);
      words.lang = call.speechLang;
      words.rate = 0.9;
      words.onend = words.onerror = resolve;
      setTimeout(resolve, 12000);
      speechSynthesis.speak(words);
    });
  };

  // Browsers stay silent until somebody touches the page once.
  const soundOn = async () => {
    audio = audio || new AudioContext();
    await audio.resume();
    if (soundButton) soundButton.hidden = audio.state === "running";
  };
  if (soundButton) {
    soundButton.hidden = false;
    soundButton.addEventListener("click", () => soundOn().then(chime));
    soundOn().catch(() => {});
  }

  document.body.addEventListener("htmx:afterSettle", read);
  document.addEventListener("DOMContentLoaded", read);
})();
