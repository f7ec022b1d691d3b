// The board of {{ site.slug }} without the network: its last picture, with the moment it was received.
"use strict";
const CACHE = "linli-board-{{ site.slug }}-1";
const BOARD = "{{ board }}";
const KEPT_AT = "X-Linli-Kept-At";
const PATIENCE_MS = 4000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === BOARD) event.respondWith(newest(request, nameOf(request, url)));
  else if (["style", "script", "image", ""].includes(request.destination) && url.pathname.includes("/static/")) {
    event.respondWith(HASHED.test(url.pathname) ? file(request) : newest(request, request.url));
  }
});

// The page and its live part are kept apart, in each language; which call was told of last makes no difference.
const nameOf = (request, url) => {
  const part = request.headers.get("HX-Request") === "true" ? "part" : "page";
  return `${BOARD}?${part}=${url.searchParams.get("lang") || ""}`;
};

const newest = async (request, name) => {
  const cache = await caches.open(CACHE);
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE_MS));
    const response = await Promise.race([fetch(request), late]);
    if (response.status >= 502 && response.status <= 504) throw new Error("away");
    if (response.ok) await cache.put(name, await stamped(response.clone()));
    if (response.status === 304) await stampAgain(cache, name);
    return response;
  } catch (away) {
    return await cache.match(name) || await nothingNew(cache, name);
  }
};

// No live part was kept yet: the page on the screen is all there is, as old as it is.
const nothingNew = async (cache, name) => {
  const page = await cache.match(name.replace("?part=", "?page="));
  if (!name.includes("?part=") || !page) return Response.error();
  return new Response(null, { status: 204, headers: { [KEPT_AT]: page.headers.get(KEPT_AT) } });
};

// The picture is still what the server would say: it is as new as this answer.
const stampAgain = async (cache, name) => {
  const picture = await cache.match(name);
  if (picture) await cache.put(name, await stamped(picture));
};

const stamped = async (response) => {
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, String(Date.now()));
  headers.delete("Set-Cookie");
  return new Response(await response.blob(), { status: 200, headers });
};

const file = async (request) => {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request.url);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
};
