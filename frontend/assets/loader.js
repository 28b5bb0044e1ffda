// Starts the page's program. The shell stands until it has arrived, and says so if it can't.
import init from "/assets/app.js";

const TEXTS = {
  pl: "/assets/page.pl.txt",
  en: "/assets/page.en.txt",
  uk: "/assets/page.uk.txt",
  de: "/assets/page.de.txt",
};

// The address's language, else the saved one, else the first of the browser's that there is, else Polish.
function language() {
  const wanted = [new URLSearchParams(location.search).get("lang")];
  try {
    wanted.push(localStorage.getItem("wizyta.language"));
  } catch {
    // A browser that keeps nothing.
  }
  const codes = [...wanted, ...navigator.languages].map((tag) => tag?.split(/[-_]/)[0].toLowerCase());
  return codes.find((code) => code && Object.hasOwn(TEXTS, code)) ?? "pl";
}

async function load(code) {
  const answer = await fetch(TEXTS[code]);
  if (!answer.ok) throw new Error(`${answer.status} for the texts in ${code}`);
  return answer.text();
}

// The shell is to be seen before the program draws. In the background nothing is, so it is not waited for long.
const seen = new Promise((done) => {
  new PerformanceObserver(done).observe({ type: "paint", buffered: true });
  setTimeout(done, 300);
});

const first = language();
let begun = Promise.all([load(first), seen]).then(([texts]) => texts);
// Whoever waits for it hears of it.
begun.catch(() => {});

// Lets the worker keep the page in a language: its texts, and what the server is to write in it from now on.
const keep = (code) =>
  navigator.serviceWorker?.ready.then(({ active }) => active.postMessage({ language: code, texts: TEXTS[code] }));

globalThis.wizytaLanguage = () => first;
globalThis.wizytaTexts = (code) => {
  const early = code === first && begun;
  begun = undefined;
  if (!early) keep(code);
  return early || load(code);
};
globalThis.wizytaIdle = () => new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done));
// Fetched when a booking comes near.
globalThis.wizytaWork = async (api, early) => (await import("/assets/work.js")).work(api, early);

const tell = () => (document.getElementById("load-failed").hidden = false);
// A fault in the program ends in a trap, which nobody else hears of.
for (const kind of ["error", "unhandledrejection"]) {
  addEventListener(kind, (event) => (event.error ?? event.reason) instanceof WebAssembly.RuntimeError && tell());
}

try {
  await init({ module_or_path: "/assets/app_bg.wasm" });
} catch (error) {
  tell();
  throw error;
}

// Now that the page stands: from here on it opens without a network, in its language.
navigator.serviceWorker
  ?.register("/sw.js")
  .then(() => keep(first))
  .catch(() => {});
