// What htmx alone cannot do. Every page also works without this file.
(() => {
  "use strict";

  const isSign = (element) => element instanceof Element && element.matches("[data-air][hx-get]");

  // Never say "off air" on a guess: a sign that gets no answer says that it does not know.
  const sayNotKnown = (sign) => {
    if (sign.dataset.air === "unknown") return;
    sign.dataset.air = "unknown";
    for (const template of sign.querySelectorAll("template[data-unknown]")) {
      const words = sign.querySelector(`[data-words="${template.dataset.unknown}"]`);
      words?.replaceChildren(template.content.cloneNode(true));
    }
  };

  // The same words again would be read aloud again, and would take the focus from a button.
  const saysTheSame = (sign, html) => {
    const next = new DOMParser().parseFromString(html, "text/html").querySelector("[data-air]");
    const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
    return next !== null && next.dataset.air === sign.dataset.air && text(next) === text(sign);
  };

  const cameFromElsewhere = (xhr, path) =>
    xhr.responseURL !== "" && new URL(xhr.responseURL).pathname !== new URL(path, location.href).pathname;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, xhr, pathInfo } = event.detail;
    const moved = cameFromElsewhere(xhr, pathInfo.requestPath);
    if (isSign(elt)) {
      const lost = event.detail.isError || moved;
      if (lost) sayNotKnown(elt);
      event.detail.shouldSwap &&= !lost && !saysTheSame(elt, xhr.responseText);
    } else if (moved) {
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL);
    }
  });

  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, (event) => {
      if (isSign(event.detail.elt)) sayNotKnown(event.detail.elt);
      else location.reload();
    });
  }

  // After a decision the sign asks at once instead of at its next turn.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (isSign(event.detail.requestConfig?.elt)) return;
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
