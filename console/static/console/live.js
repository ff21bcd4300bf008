// Keeps the live parts of a page true to the server. A part names its topics (data-topics) and where its
// HTML is (data-src); it is fetched when the server says that a topic changed, when the connection comes
// back, and, while there is none, every few seconds. The page tells which of these is the case.
import { grow, showNewest } from "./log.js";
import { clocks, serverTime } from "./times.js";

const SILENT_MS = 25000; // the server beats every 10 s
const POLL_MS = 5000;
const SHOW_LOST_MS = 3000; // a stream that comes back at once is nobody's worry

export class Live {
  static ofPage() {
    const parts = [...document.querySelectorAll("[data-topics]")].map((element) => new Part(element));
    return parts.length ? new Live(parts, document.querySelector("[data-connection]")) : null;
  }

  #source = null;
  #sleeps = false;
  #heard = Date.now();
  #lostSince = 0;
  #leaves = false;

  constructor(parts, shown) {
    this.parts = parts;
    this.shown = shown;
    const topics = new Set(parts.flatMap((part) => part.topics));
    this.url = `${document.body.dataset.liveUrl}?topics=${[...topics].join(",")}`;
  }

  start() {
    this.#open();
    setInterval(() => this.#look(), POLL_MS);
    document.addEventListener("ramal:changed", () => this.#refresh());
    document.addEventListener("visibilitychange", () => this.#sleepOrWake());
    addEventListener("online", () => this.#open());
  }

  /** Browsers allow few connections to a site: a hidden page gives its own back, unless it must go on. */
  #sleepOrWake() {
    const mayRest = !this.parts.some((part) => "always" in part.element.dataset);
    this.#sleeps = document.hidden && mayRest;
    if (this.#sleeps) this.#source.close();
    else if (mayRest) this.#open();
    else this.#refresh();
  }

  #open() {
    this.#source?.close();
    this.#heard = Date.now();
    const source = new EventSource(this.url);
    this.#source = source;
    source.onopen = () => this.#found();
    source.onerror = () => this.#lost();
    source.addEventListener("changed", (event) => {
      this.#hear(event);
      this.#refresh(new Set(event.data.split(",")));
    });
    source.addEventListener("beat", (event) => this.#hear(event));
  }

  #hear(event) {
    this.#heard = Date.now();
    serverTime(event.lastEventId);
    this.#found();
    document.dispatchEvent(new Event("ramal:beat"));
  }

  #found() {
    this.#lostSince = 0;
    this.#show("live");
  }

  #lost() {
    this.#lostSince ||= Date.now();
    setTimeout(() => this.#lostSince && this.#show("lost"), SHOW_LOST_MS);
  }

  /** The browser tries again by itself, but not after every kind of failure. */
  #look() {
    if (this.#sleeps) return;
    const isSilent = Date.now() - this.#heard > SILENT_MS;
    if (isSilent) this.#lost();
    if (isSilent || this.#source.readyState === EventSource.CLOSED) this.#open();
    if (!this.#lostSince) return;
    this.#refresh();
    document.dispatchEvent(new Event("ramal:beat"));
  }

  async #refresh(topics = null) {
    const wanted = this.parts.filter((part) => !topics || part.topics.some((topic) => topics.has(topic)));
    const results = await Promise.all(wanted.map((part) => part.refresh()));
    if (results.includes("out")) this.#signedOut();
  }

  #signedOut() {
    if (this.#leaves) return; // several parts may have heard of it at once
    this.#leaves = true;
    this.#source.close();
    this.#show("out");
    location.reload(); // the server asks to sign in, and leads back here
  }

  #show(state) {
    if (!this.shown || this.shown.dataset.state === state) return;
    this.shown.hidden = false;
    this.shown.dataset.state = state;
    this.shown.textContent = this.shown.dataset[state];
  }
}

class Part {
  #busy = false;
  #again = false;

  constructor(element) {
    this.element = element;
    this.topics = element.dataset.topics.split(",");
    this.known = facts(element.innerHTML);
    showNewest(element);
  }

  /** "out" when the session has ended. One fetch at a time; a change during it asks for another. */
  async refresh() {
    if (this.#busy) {
      this.#again = true;
      return "";
    }
    this.#busy = true;
    const result = await this.#fetch();
    this.#busy = false;
    if (!this.#again) return result;
    this.#again = false;
    return this.refresh();
  }

  async #fetch() {
    try {
      const response = await fetch(this.element.dataset.src, { redirect: "manual", headers: { Accept: "text/html" } });
      if (response.type === "opaqueredirect") return "out";
      if (response.ok) this.#put(await letGo(await response.text()));
      return "";
    } catch {
      return "lost"; // the stream's own failure tells the reader
    }
  }

  #put(html) {
    const found = facts(html);
    if (found === this.known) return;
    this.known = found;
    const fresh = document.createRange().createContextualFragment(html);
    if (grow(this.element, fresh)) return;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...this.element.querySelectorAll(":popover-open, details[open]")].map((part) => part.id);
    this.#keep(fresh);
    this.element.replaceChildren(fresh);
    showNewest(this.element);
    open.filter(Boolean).forEach(reopen);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    clocks(this.element);
    this.element.dispatchEvent(new CustomEvent("ramal:fresh"));
  }

  /** What plays goes on playing: nodes with the same data-keep are moved, not made anew. */
  #keep(fresh) {
    for (const old of this.element.querySelectorAll("[data-keep]")) {
      fresh.querySelector(`[data-keep="${CSS.escape(old.dataset.keep)}"]`)?.replaceWith(old);
    }
  }
}

/** News wait while a button is pressed: a click whose button is replaced in the middle of it is lost. */
let pressed = null;
let release = () => {};
addEventListener("pointerdown", () => { pressed ??= new Promise((resolve) => { release = resolve; }); }, true);
for (const type of ["pointerup", "pointercancel", "blur"]) {
  addEventListener(type, () => setTimeout(() => { pressed = null; release(); }), true);
}

async function letGo(html) {
  await pressed;
  return html;
}

/** News must not shut a menu in somebody's face. */
function reopen(id) {
  const part = document.getElementById(id);
  if (part?.popover) part.showPopover();
  else if (part) part.open = true;
}

/** A part's HTML without what differs in every copy: the words of times, and form tokens. */
function facts(html) {
  return html
    .replace(/(<time[^>]*>)[^<]*/g, "$1")
    .replace(/name="csrf_token" value="[^"]*"/g, "")
    .trim();
}
