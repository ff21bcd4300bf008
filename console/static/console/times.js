// Times that stay true while a page is open: "5 minutes ago", running and counting-down clocks.
// The server's clock is what counts: `serverTime` tells how far this machine's is off.

const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];
let ahead = 0;

export function serverTime(iso) {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

export function keepTimes() {
  serverTime(document.body.dataset.now);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });
  setInterval(() => clocks(), 1000);
  setInterval(() => document.querySelectorAll("time[data-ago]").forEach((time) => ago(time, words)), 20000);
}

function ago(time, words) {
  const seconds = (Date.parse(time.dateTime) - now()) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? [];
  if (unit) write(time, words.format(Math.round(seconds / size), unit));
}

export function clocks(root = document) {
  for (const time of root.querySelectorAll("time[data-since]")) write(time, clock((now() - Date.parse(time.dateTime)) / 1000));
  for (const time of root.querySelectorAll("time[data-until]")) write(time, clock((Date.parse(time.dateTime) - now()) / 1000));
}

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [h, m, s] = parts.map((part) => String(part).padStart(2, "0"));
  return parts[0] ? `${parts[0]}:${m}:${s}` : `${Number(m)}:${s}`;
}

export function now() {
  return Date.now() + ahead;
}

/** Unchanged text is left alone, so that screen readers and selections are. */
function write(time, text) {
  if (time.textContent !== text) time.textContent = text;
}
