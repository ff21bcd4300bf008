// The inbox by keyboard: J and K move, X ticks, Enter or O opens, / searches, A and S do to what is ticked
// (or to the ticket one is at) what their buttons do, N takes the next one.
import { onKey } from "./shortcuts.js";
import { post, toast } from "./post.js";

const bulk = document.getElementById("bulk");
const links = () => [...document.querySelectorAll("a[data-row]")];
const ticks = () => [...document.querySelectorAll(".inbox .tick input")];
const row = () => document.activeElement.closest?.("tr[data-number]");

function move(by) {
  const rows = links();
  const at = rows.indexOf(row()?.querySelector("a[data-row]"));
  rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  return rows.length > 0;
}

function search() {
  document.getElementById("words").focus();
  return true;
}

function tick() {
  row()?.querySelector(".tick input").click();
  return Boolean(row());
}

function open() {
  row()?.querySelector("a[data-row]").click();
  return Boolean(row());
}

/** To all that is ticked by the form below, whose page says what became of each; else to one, in place. */
async function change(name, value) {
  if (ticks().some((each) => each.checked)) {
    bulk.elements[name].value = value;
    bulk.requestSubmit();
    return;
  }
  const number = row()?.dataset.number;
  if (!number) return;
  try {
    const { message } = await post(bulk.action, { number, [name]: value });
    if (message) toast(message);
  } catch (failure) {
    toast(failure.message);
  }
  document.dispatchEvent(new Event("ramal:changed"));
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  o: open,
  "/": search,
  a: () => { change("assignee", bulk.elements.assignee.options[1].value); return true; },
  s: () => { change("status", "solved"); return true; },
  n: () => { document.getElementById("take-next").click(); return true; },
  "?": () => { document.getElementById("help").showModal(); return true; },
};

onKey((key) => keys[key]?.() ?? false);

function count() {
  const ticked = ticks().filter((each) => each.checked).length;
  const words = ticked === 1 ? bulk.dataset.one : bulk.dataset.many.replace("{n}", ticked);
  document.getElementById("ticked").textContent = ticked ? words : "";
}

document.addEventListener("change", ({ target }) => { if (target.matches(".inbox .tick input")) count(); });
document.querySelector("[data-topics]")?.addEventListener("ramal:fresh", count);
document.querySelector("[data-opens]").addEventListener("click", () => document.getElementById("help").showModal());
addEventListener("pageshow", count);
