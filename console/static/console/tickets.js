// The ticket list by keyboard: J and K move, Enter opens (a link does that by itself), / searches.
import { onKey } from "./shortcuts.js";

const links = () => [...document.querySelectorAll("a[data-row]")];

function move(by) {
  const rows = links();
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  return rows.length > 0;
}

function search() {
  document.getElementById("words").focus();
  return true;
}

onKey((key) => ({ j: () => move(1), k: () => move(-1), "/": search })[key]?.() ?? false);
