// What if: a slider moves its number, and the figures follow. Without this, the form does the same.
import { toast } from "./post.js";

const WAIT_MS = 200;
const form = document.getElementById("what-if");
const shown = document.getElementById("foreseen");
let timer = 0;
let asking = null;

for (const slider of form.querySelectorAll("input[type=range]")) {
  const number = document.getElementById(slider.dataset.of);
  slider.hidden = false;
  slider.addEventListener("input", () => { number.value = slider.value; soon(); });
  number.addEventListener("input", () => { slider.value = number.value; soon(); });
}
for (const field of form.querySelectorAll("[name=from], [name=days], [name=queue]")) {
  field.addEventListener("change", () => { clearTimeout(timer); form.requestSubmit(); });
}
form.addEventListener("submit", () => clearTimeout(timer));

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT_MS);
}

/** What stands where it usually does is left out of the address. */
function query() {
  const found = new URLSearchParams(new FormData(form));
  for (const field of form.querySelectorAll("[data-usual]")) {
    if (!field.value || field.value === field.dataset.usual) found.delete(field.name);
  }
  return found;
}

async function ask() {
  if (!form.checkValidity()) return;
  asking?.abort();
  asking = new AbortController();
  const wanted = query();
  shown.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}?${wanted}&part=1`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    show(await answer.text());
    history.replaceState(null, "", `${form.action}?${wanted}`);
  } catch (error) {
    if (error.name === "AbortError") return;
    toast(shown.dataset.failed);
  }
  shown.setAttribute("aria-busy", "false");
}

/** The server's own page of it; what was opened stays open. */
function show(html) {
  const open = [...shown.querySelectorAll("section[id]:has(details[open])")].map((section) => section.id);
  shown.replaceChildren(document.createRange().createContextualFragment(html));
  for (const id of open) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
}
