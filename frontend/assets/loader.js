// Starts the page's program. The shell stands until it has arrived, and says so if it can't.
import init from "/assets/app.js";

// Fetched when a booking comes near.
globalThis.wizytaWork = async (api, early) => (await import("/assets/work.js")).work(api, early);

try {
  await init({ module_or_path: "/assets/app_bg.wasm" });
} catch (error) {
  document.getElementById("load-failed").hidden = false;
  throw error;
}
