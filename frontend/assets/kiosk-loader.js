// Starts the kiosk's program, and says so if it can't.
import init from "/assets/kiosk.js";

try {
  await init({ module_or_path: "/assets/kiosk_bg.wasm" });
} catch (error) {
  document.getElementById("load-failed").hidden = false;
  throw error;
}
