// Lets the browser keep the board's last picture. The visit that installs the keeper is kept too.
(() => {
  "use strict";
  const place = document.querySelector("[data-board-keeper]");
  if (!place || !navigator.serviceWorker) return;
  const links = document.querySelectorAll('link[rel="stylesheet"], link[rel="preload"], link[rel="icon"], script[src]');
  const files = [...links].map((link) => link.href || link.src);

  const keepThis = () => [location.href, ...files].forEach((address) => fetch(address).catch(() => {}));
  navigator.serviceWorker.register(place.dataset.boardKeeper).then(() => {
    if (navigator.serviceWorker.controller) return;
    navigator.serviceWorker.addEventListener("controllerchange", keepThis, { once: true });
  }).catch(() => {});
})();
