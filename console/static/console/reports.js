// What a report's page does beyond its links and its form: copies its own address, and prints.
import { toast } from "./post.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    toast(button.dataset.done);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
// Where calls begin is seen first, however wide the picture is.
for (const picture of document.querySelectorAll(".picture")) {
  const first = picture.querySelector(".step")?.getBoundingClientRect();
  if (first) picture.scrollLeft = first.left + first.width / 2 - picture.getBoundingClientRect().left - picture.clientWidth / 2;
}
// Days that are written take the place of a period by its name, and the other way round.
const [period, from, to] = ["f-period", "f-from", "f-to"].map((id) => document.getElementById(id));
for (const field of [from, to]) field?.addEventListener("input", () => { period.value = ""; });
period?.addEventListener("change", () => { if (period.value) from.value = to.value = ""; });
// Of the dimensions only one is heeded: choosing one lets the others go.
const dims = ["agent", "team", "flow", "language", "number", "intent"].map((name) => document.getElementById(`f-${name}`)).filter(Boolean);
for (const one of dims) {
  one.addEventListener("change", () => { if (one.value) for (const other of dims) if (other !== one) other.value = ""; });
}
