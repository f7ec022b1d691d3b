// One stream for all pages of this browser: in a shared worker where there is one, which runs this same file; else in
// the page itself. Pages say what they watch and which version they show; each is told only what is new to it.
(() => {
  "use strict";
  const MOST_TOPICS = 60, SETTLE_MS = 50, SILENT_MS = 30000, FRESH_MS = 12000, GONE_MS = 150000;
  const LONGEST_MS = 10000, POLL_EVERY = 3;

  class Stream {
    constructor() {
      this.watchers = new Map();  // how to tell a page → what it shows, and when it last said so
      this.known = {};            // what was told by the server of everything carried
      this.carried = new Set();
      this.tries = 0;
      this.beatAt = 0;
      this.retryMs = 1000;
      setInterval(() => this.check(), 5000);
      self.addEventListener("online", () => { if (this.waiting) this.open(); });
    }

    // A page is looked at and shows these versions; said again and again while it is.
    watch(tell, topics) {
      const before = this.watchers.get(tell);
      this.watchers.set(tell, { topics: { ...topics }, saidAt: Date.now() });
      tell({ kind: this.waiting || this.isFull ? "lost" : this.beatAt > Date.now() - FRESH_MS ? "beat" : "begun" });
      for (const [name, version] of Object.entries(topics)) {
        if (!this.carried.has(name)) continue;
        // Ahead of the server: it read the database a moment before the server's reader did. Still ahead when it says
        // so again: a backup was restored.
        if (version < this.known[name] || before && before.topics[name] === version) this.bring(name);
      }
      this.settle();
    }

    leave(tell) {
      this.watchers.delete(tell);
      this.settle();
    }

    tellAll(message) { for (const tell of this.watchers.keys()) tell(message); }

    // Once pages have come and gone: another stream if a topic is missing, none if nobody looks.
    settle() {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => {
        const wanted = this.wanted();
        if (!wanted.size) this.close();
        else if (!this.control && !this.waiting || [...wanted.keys()].some((name) => !this.carried.has(name))) this.open();
      }, SETTLE_MS);
    }

    // Every topic of every page, from the version that all of them have.
    wanted() {
      const wanted = new Map();
      for (const { topics } of this.watchers.values()) {
        for (const [name, version] of Object.entries(topics)) {
          if (this.carried.has(name)) wanted.set(name, this.known[name]);
          else wanted.set(name, Math.min(version, wanted.get(name) ?? version));
        }
      }
      const names = [...wanted.keys()].slice(0, MOST_TOPICS);
      this.isFull = names.length < wanted.size;
      return new Map(names.map((name) => [name, wanted.get(name)]));
    }

    async open() {
      const wanted = this.wanted();
      this.close();
      if (!wanted.size) return;
      this.known = Object.fromEntries(wanted);
      this.carried = new Set(wanted.keys());
      const control = this.control = new AbortController();
      const pairs = [...wanted].map(([name, version]) => `t=${name}:${version}`);
      this.heardAt = Date.now();
      try {
        const response = await fetch(`/live/?${pairs.join("&")}`, { signal: control.signal, cache: "no-store" });
        if (!response.ok) return this.refused(control, Number(response.headers.get("Retry-After")) * 1000);
        this.tellAll({ kind: "open" });
        await this.listen(response.body.getReader());
      } catch { /* lost, or closed by ourselves */ }
      this.lost(control);
    }

    close() {
      clearTimeout(this.waiting);
      if (this.control) this.control.abort();
      this.control = this.waiting = null;
      this.beatAt = 0;
      this.carried = new Set();
    }

    lost(control) {
      if (this.control !== control) return;
      this.tries += 1;
      // Pages may come through where streams do not: then they look by themselves, at every third try.
      this.later(Math.min(LONGEST_MS, this.retryMs * 2 ** (this.tries - 1)), this.tries % POLL_EVERY === 0);
    }

    // Too many streams: as late as the server says, and until then pages look by themselves.
    refused(control, ms) {
      if (this.control === control) this.later((ms || LONGEST_MS) * (1 + Math.random() / 2), true);
    }

    later(ms, isPolled) {
      this.control = null;
      this.beatAt = 0;
      this.waiting = setTimeout(() => this.open(), ms);
      this.tellAll({ kind: "lost", isPolled });
    }

    async listen(reader) {
      const decoder = new TextDecoder();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        this.heardAt = Date.now();
        const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = blocks.pop();
        blocks.forEach((block) => this.take(Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/)))));
      }
    }

    take({ event, data, retry }) {
      if (retry) this.retryMs = Number(retry);
      if (event === "beat") {
        this.tries = 0;
        this.beatAt = Date.now();
        this.tellAll({ kind: "beat" });
      } else if (event) {
        this.known[event] = Number(data);
        this.bring(event);
      }
    }

    bring(name) {
      const version = this.known[name];
      for (const [tell, { topics }] of this.watchers) {
        if (!(name in topics) || topics[name] === version) continue;
        topics[name] = version;
        tell({ kind: "moved", name, version });
      }
    }

    // A connection that died without a word, and pages that went without one.
    check() {
      const now = Date.now();
      if (this.control && now - this.heardAt > SILENT_MS) {
        const { control } = this;
        control.abort();
        this.lost(control);
      }
      for (const [tell, { saidAt }] of this.watchers) if (now - saidAt > GONE_MS) this.leave(tell);
    }
  }

  if (typeof document === "undefined") {
    const stream = new Stream();
    self.onconnect = ({ ports: [port] }) => {
      const tell = (message) => port.postMessage(message);
      port.onmessage = ({ data }) => data.topics ? stream.watch(tell, data.topics) : stream.leave(tell);
    };
  } else {
    window.linliStream = { Stream, address: document.currentScript.src };
  }
})();
