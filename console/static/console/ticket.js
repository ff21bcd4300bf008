// A ticket: what is typed survives reloads and the news of others; R, C, A, S and ? are its keys.
import { onKey } from "./shortcuts.js";
import { post } from "./post.js";

const fields = document.getElementById("fields");
const news = document.getElementById("news");
let touched = Boolean(document.querySelector("#ticket-fields .beside")); // refused: it came back as typed

/** The form of fields is made anew when others change the ticket, unless somebody writes in it. */
function free() {
  const form = document.getElementById("ticket-fields");
  if (form && !touched) delete form.dataset.keep;
}

fields?.addEventListener("input", (event) => {
  touched = true;
  event.target.form.dataset.keep = "ticket-fields";
});
fields?.addEventListener("ramal:fresh", free);
free();

document.getElementById("live").addEventListener("ramal:fresh", () => {
  const version = document.getElementById("ticket-version").dataset.version;
  const shown = document.getElementById("ticket-fields")?.elements.version.value;
  news.hidden = !touched || !shown || version === shown;
});

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `ramal-draft ${form.dataset.draft}`;
  const text = form.elements.text;
  text.value ||= sessionStorage.getItem(key) ?? "";
  text.addEventListener("input", () => sessionStorage.setItem(key, text.value));
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
}

const reply = document.getElementById("reply");
const shown = document.getElementById("reply-parts");
let counting = 0;

async function count() {
  if (!reply.value.trim()) { shown.textContent = ""; return; }
  try {
    const { message } = await post(reply.dataset.parts, { text: reply.value });
    shown.textContent = message === "1" ? shown.dataset.one : shown.dataset.many.replace("{n}", message);
  } catch {
    shown.textContent = "";
  }
}

if (shown) {
  reply.addEventListener("input", () => { clearTimeout(counting); counting = setTimeout(count, 400); });
  count();
}

function focus(id) {
  const found = document.getElementById(id);
  found?.focus();
  return Boolean(found);
}

function press(id) {
  const found = document.getElementById(id);
  found?.click();
  return Boolean(found);
}

const help = () => { document.getElementById("help").showModal(); return true; };
const keys = {
  r: () => focus("reply"),
  c: () => focus("text"),
  a: () => press("take"),
  s: () => press("solve"),
  n: () => press("go-next"),
  "?": help,
};
onKey((key) => keys[key]?.() ?? false);
document.querySelector("[data-opens]").addEventListener("click", help);
