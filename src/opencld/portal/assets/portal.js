// Enhances what works without it: the components of nhsuk-frontend, and going on when work is done.
import { initAll } from "/assets/nhsuk-frontend.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

function goOn() {
  const done = document.querySelector("[data-go-to]");
  if (done) window.location.replace(done.dataset.goTo);
}

goOn();
for (const name of ["htmx:after:swap", "htmx:afterSwap"]) document.body.addEventListener(name, goOn);
