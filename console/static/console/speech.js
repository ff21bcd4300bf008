// Labelling by keyboard: J and K move from row to row, a number labels with the intent of that number (0: none
// of these), X chooses a row for several at once.
import { onKey } from "./shortcuts.js";

const rows = () => [...document.querySelectorAll("[data-row]")];
const here = () => document.activeElement.closest("[data-row]");

function move(by) {
  const all = rows();
  const at = all.indexOf(here());
  all[Math.min(Math.max(at + by, 0), all.length - 1)]?.querySelector("button")?.focus();
  return all.length > 0;
}

function label(number) {
  const select = here()?.querySelector("select");
  if (!select) return false;
  const intents = select.options.length - 1; // the last one is "none of these"
  if (number > intents) return false;
  select.selectedIndex = number === 0 ? intents : number - 1;
  select.form.requestSubmit();
  return true;
}

function choose() {
  const box = here()?.querySelector("[data-choose]");
  box?.click();
  return Boolean(box);
}

onKey((key) => {
  if (/^\d$/.test(key)) return label(Number(key));
  return { j: () => move(1), k: () => move(-1), x: choose }[key]?.() ?? false;
});

document.querySelector("[data-choose-all]")?.addEventListener("change", ({ target }) => {
  document.querySelectorAll("[data-choose]").forEach((box) => { box.checked = target.checked; });
});
