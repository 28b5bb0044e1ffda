// Starts the kiosk's program, and says so if it can't.
import init from "/assets/kiosk.js";

const tell = () => (document.getElementById("load-failed").hidden = false);
// A fault in the program ends in a trap, which nobody else hears of.
for (const kind of ["error", "unhandledrejection"]) {
  addEventListener(kind, (event) => (event.error ?? event.reason) instanceof WebAssembly.RuntimeError && tell());
}

try {
  await init({ module_or_path: "/assets/kiosk_bg.wasm" });
} catch (error) {
  tell();
  throw error;
}
