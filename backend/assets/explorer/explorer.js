"use strict";
// A file of its own, since the content security policy allows no inline script.
window.ui = SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#explorer",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  // Off: it would put what is open into the address.
  deepLinking: false,
  // Off: it would ask a foreign server.
  validatorUrl: null,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // Tokens are forgotten with the page.
  persistAuthorization: false,
});

// The explorer leaves some controls without a name; screen readers need one.
const nameControls = () => {
  for (const button of document.querySelectorAll(".close-modal:not([aria-label])")) {
    button.setAttribute("aria-label", "Close");
  }
  for (const select of document.querySelectorAll("select:not([aria-label]):not([id])")) {
    const label = select.closest("label")?.textContent || "Choice";
    select.setAttribute("aria-label", label.trim().slice(0, 60));
  }
  for (const svg of document.querySelectorAll("svg:not([aria-hidden])")) {
    svg.setAttribute("aria-hidden", "true");
  }
};
new MutationObserver(nameControls).observe(document.getElementById("explorer"), { childList: true, subtree: true });
