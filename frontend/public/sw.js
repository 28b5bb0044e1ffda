// Keeps the page itself, so that it opens without a network and shows the visit that the device remembers. Of the API's
// answers it keeps the office alone, its address and telephone: they are public, and what is wanted when nothing works.
const SHELL = "/";
const FILES = [
  "/assets/style.css",
  "/assets/loader.js",
  "/assets/app.js",
  "/assets/app_bg.wasm",
  "/assets/app_booking.wasm",
  "/assets/app_shared.wasm",
  "/assets/app_visit.wasm",
  "/assets/icon.svg",
];
const OFFICES = "/api/v1/offices";
const PAGES = /^\/($|rezerwacja\/|regulamin|prywatnosc|dostepnosc)/;
const ASSETS = /^\/assets\//;
// Another build has other names, and so a cache of its own: what belongs together stays together. It takes over at once; with
// a network, pages come from the server anyway.
const KEPT = `wizyta ${FILES.join(" ")}`;

async function install() {
  const cache = await caches.open(KEPT);
  await cache.addAll([SHELL, ...FILES]);
  // The API may be on another host.
  await cache.add(OFFICES).catch(() => {});
  await skipWaiting();
}

async function takeOver() {
  const others = (await caches.keys()).filter((name) => name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  // The page that has just brought it may need the network no more, either.
  await clients.claim();
}

// The language in use, which the page alone knows: the server hears of it with each request for a page (it has no cookie to
// tell it), and without a network the page begins in it.
async function speak({ language, texts }) {
  await registration.navigationPreload?.setHeaderValue(language);
  const cache = await caches.open(KEPT);
  await cache.add(texts);
  await keep(SHELL, await fetch(`${SHELL}?lang=${language}`));
}

// Answers differ by what the browser asks for in its headers; here it is one browser.
const kept = (url) => caches.match(url, { ignoreVary: true });

async function keep(url, answer) {
  if (answer.ok) await (await caches.open(KEPT)).put(url, answer.clone());
  return answer;
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (error) {
    return (await kept(SHELL)) ?? Promise.reject(error);
  }
}

// Its name changes with its content.
const asset = async ({ url }) => (await kept(url)) ?? keep(url, await fetch(url));

async function offices(request) {
  const url = request.url;
  try {
    return await keep(url, await fetch(request));
  } catch (error) {
    return (await kept(url)) ?? Promise.reject(error);
  }
}

oninstall = (event) => event.waitUntil(install());
onmessage = (event) => event.waitUntil(speak(event.data));
onactivate = (event) => event.waitUntil(takeOver());
onfetch = (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (pathname === OFFICES) {
    event.respondWith(offices(request));
  } else if (origin === location.origin) {
    if (request.mode === "navigate" && PAGES.test(pathname)) event.respondWith(page(event));
    if (ASSETS.test(pathname)) event.respondWith(asset(request));
  }
};
