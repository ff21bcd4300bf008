// The wallboard's own: it looks again when time alone changes something, sounds its alarms, fills the screen
// and keeps it awake. The board itself is kept true by live.js.
import { now } from "./times.js";

const AGAIN_MS = 500;
const REMIND_MS = 60000; // an alarm that goes on is heard again
const KEPT = "ramal-wallboard-sound";
const wall = document.getElementById("wall");

// --- time -------------------------------------------------------------------------------------------

const shown = document.querySelector("[data-wall-clock]");
const words = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
  hour: "2-digit", minute: "2-digit", timeZone: shown.dataset.zone,
});

function look() {
  const time = words.format(now());
  if (shown.textContent !== time) shown.textContent = time;
  const again = Date.parse(wall.querySelector("[data-again]")?.dataset.again);
  if (now() > again) document.dispatchEvent(new Event("ramal:changed"));
}

// --- alarms -----------------------------------------------------------------------------------------

let known = new Set();
const title = document.title;

function hear() {
  const alarms = [...wall.querySelectorAll("[data-alarm]")];
  const fresh = alarms.filter((alarm) => !known.has(alarm.dataset.alarm));
  known = new Set(alarms.map((alarm) => alarm.dataset.alarm));
  document.title = alarms.length ? `▲ ${alarms.length} · ${title}` : title;
  if (fresh.length) document.getElementById("announce").textContent = fresh.map((alarm) => alarm.textContent.trim()).join(". ");
  if (fresh.some((alarm) => "sounds" in alarm.dataset)) sound.play();
}

class Sound {
  #context = null;

  constructor(button) {
    this.button = button;
    this.words = button.querySelector("span");
    this.isOn = localStorage.getItem(KEPT) === "on";
    button.hidden = false;
    button.addEventListener("click", () => this.#turn());
    // A browser lets a page sound only after somebody has touched it.
    for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => this.#wake(), true);
    setInterval(() => wall.querySelector("[data-sounds]") && this.play(), REMIND_MS);
    this.#wake(); // a kiosk may be allowed to from the beginning
  }

  async #turn() {
    const isBlocked = this.isOn && this.#context?.state !== "running";
    this.isOn = isBlocked || !this.isOn;
    localStorage.setItem(KEPT, this.isOn ? "on" : "off");
    await this.#wake();
    if (this.isOn) this.play(1);
  }

  async #wake() {
    if (this.isOn) {
      this.#context ??= new AudioContext();
      this.#context.onstatechange = () => this.#show();
      // Without a touch this promise may stay open for ever: nobody waits for it.
      if (this.#context.state !== "running") this.#context.resume().catch(() => {});
    }
    this.#show();
  }

  #show() {
    const state = !this.isOn ? "off" : this.#context?.state === "running" ? "on" : "blocked";
    wall.toggleAttribute("data-always", state === "on"); // a hidden page that is to be heard goes on listening
    this.button.setAttribute("aria-pressed", String(this.isOn));
    this.button.dataset.state = state;
    this.words.textContent = this.button.dataset[state];
  }

  /** Two notes, so many times. */
  play(times = 3) {
    if (!this.isOn || this.#context?.state !== "running") return;
    this.button.dataset.played = String(Number(this.button.dataset.played || 0) + 1);
    const begins = this.#context.currentTime + 0.05;
    for (let n = 0; n < times; n += 1) {
      this.#note(660, begins + n * 0.7);
      this.#note(880, begins + n * 0.7 + 0.22);
    }
  }

  #note(frequency, at) {
    const tone = new OscillatorNode(this.#context, { frequency, type: "triangle" });
    const volume = new GainNode(this.#context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
    tone.connect(volume).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + 0.21);
  }
}

// --- the whole screen -------------------------------------------------------------------------------

const root = document.documentElement;
const full = document.getElementById("full");
let lock = null;

async function fill(isFull) {
  root.classList.toggle("is-tv", isFull);
  full.querySelector("span").textContent = isFull ? full.dataset.leave : full.dataset.enter;
  history.replaceState(null, "", forTelevision(location.href, isFull));
  wall.dataset.src = forTelevision(new URL(wall.dataset.src, location.href), isFull);
  document.dispatchEvent(new Event("ramal:changed"));
  await stayAwake();
}

/** The same address, with or without what a television has no room for. */
function forTelevision(address, isTv) {
  const url = new URL(address);
  if (isTv) url.searchParams.set("tv", "1");
  else url.searchParams.delete("tv");
  return url.href;
}

async function stayAwake() {
  const wanted = root.classList.contains("is-tv") && !document.hidden;
  try {
    if (!wanted) await lock?.release();
    else if (!lock || lock.released) lock = await navigator.wakeLock?.request("screen");
  } catch {
    // a television without the permission follows its own settings
  }
}

async function turn(isFull) {
  await fill(isFull);
  try {
    if (isFull) await root.requestFullscreen();
    else if (document.fullscreenElement) await document.exitFullscreen();
  } catch {
    // refused: the page fills its window
  }
}

full.addEventListener("click", (event) => {
  event.preventDefault();
  turn(!root.classList.contains("is-tv"));
});
document.addEventListener("fullscreenchange", () => document.fullscreenElement || fill(false));
document.addEventListener("visibilitychange", stayAwake);
addEventListener("keydown", (event) => {
  const isTyped = event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea");
  if (isTyped || event.repeat) return;
  if (event.key.toLowerCase() === "f") turn(!document.fullscreenElement); // also of a page that was opened for a television
  if (event.key.toLowerCase() === "m") sound.button.click();
});

const sound = new Sound(document.getElementById("sound"));
wall.addEventListener("ramal:fresh", hear);
setInterval(look, AGAIN_MS);
look();
hear();
stayAwake();
