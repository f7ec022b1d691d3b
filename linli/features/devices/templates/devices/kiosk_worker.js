// The kiosk of {{ site.slug }} without the network: its page for that time, and the files that page needs.
// Nothing else is kept: no ticket, no form, nobody's choice.
"use strict";
const FAMILY = "linli-kiosk-{{ site.slug }}-";
const CACHE = FAMILY + "{{ version }}";
const PAGES = { {% for language, address in pages.items %}"{{ language }}": "{{ address }}", {% endfor %}};
const HOME = "{{ home }}";
const FILES = [{% for file in files %}"{{ file }}", {% endfor %}];
// Who waits longer for an answer takes the network for gone; a form may take longer than a page.
const PATIENCE_MS = { GET: 4000, POST: 12000 };

self.addEventListener("install", (event) => event.waitUntil(keep()));
const keep = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([...Object.values(PAGES), ...FILES]);
  await self.skipWaiting();
};

self.addEventListener("activate", (event) => event.waitUntil(begin()));
const begin = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(FAMILY) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
};

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url), address = url.pathname + url.search;
  if (url.origin !== location.origin) return;
  if (request.method === "GET" && (FILES.includes(address) || Object.values(PAGES).includes(address))) {
    event.respondWith(kept(address).then((found) => found || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(reached(request).catch(() => instead(url)));
  }
});

const kept = async (address) => (await caches.open(CACHE)).match(address);

const reached = async (request) => {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE_MS[request.method] || 4000));
  const response = await Promise.race([fetch(request), late]);
  // The proxy answers, Linli behind it does not.
  if (response.status >= 502 && response.status <= 504) throw new Error("away");
  return response;
};

const instead = async (url) => await kept(PAGES[url.searchParams.get("lang")] || HOME) || Response.error();
