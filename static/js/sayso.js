// What htmx alone cannot do. Every page also works without this file.
(() => {
  "use strict";

  const asksAgain = (element) => element instanceof Element && element.matches('[hx-trigger^="every"]');

  // Never say "off air" on a guess: a sign that gets no answer says that it does not know.
  const sayNotKnown = (sign) => {
    const templates = sign.querySelectorAll("template[data-unknown]");
    if (templates.length === 0 || sign.dataset.air === "unknown") return;
    sign.dataset.air = "unknown";
    for (const template of templates) {
      const words = sign.querySelector(`[data-words="${template.dataset.unknown}"]`);
      words?.replaceChildren(template.content.cloneNode(true));
    }
  };

  const content = (element) => [
    element.hasAttribute("hx-get"),
    element.dataset.air ?? element.querySelector("[data-air]")?.dataset.air,
    element.textContent.replace(/\s+/g, " ").trim(),
  ].join("|");

  // The same words again would be read aloud again, and would take the focus from a button.
  const saysTheSame = (element, html) => {
    const next = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    return next !== null && content(next) === content(element);
  };

  const cameFromElsewhere = (xhr, path) =>
    xhr.responseURL !== "" && new URL(xhr.responseURL).pathname !== new URL(path, location.href).pathname;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo, requestConfig } = event.detail;
    const asked = requestConfig.elt;
    const moved = cameFromElsewhere(xhr, pathInfo.requestPath);
    if (asksAgain(asked)) {
      const lost = event.detail.isError || moved;
      if (lost) sayNotKnown(asked);
      event.detail.shouldSwap &&= !lost && !saysTheSame(asked, xhr.responseText);
    } else if (moved) {
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL);
    }
  });

  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, (event) => {
      const asked = event.detail.requestConfig?.elt ?? event.detail.elt;
      if (asksAgain(asked)) sayNotKnown(asked);
      else location.reload();
    });
  }

  // After a decision the sign asks at once instead of at its next turn.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (asksAgain(event.detail.requestConfig?.elt)) return;
    for (const sign of document.querySelectorAll(".sign[hx-get], .now[hx-get]")) htmx.trigger(sign, "sayso:ask");
  });

  // What needs a script is shown only where there is one.
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;

  // A passkey that was not given is told in words on the page.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const words of document.querySelectorAll("[data-passkey-failed]")) words.hidden = false;
  });
})();
