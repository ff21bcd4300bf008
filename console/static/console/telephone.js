// The agent's telephone as the page sees it, in whichever tab of the browser it is. `state` is the same in all
// tabs: rings, talks, muted; `shown` is the word for this tab. Orders of a tab without it go to the one that has it.
import { PhoneLock } from "./phone-lock.js";
import { createVoice } from "./voice.js";

const ANSWER_TIMEOUT_MS = 15000;

export class Telephone extends EventTarget {
  state = { rings: false, talks: false, muted: false };
  shown = "starting";
  #kind;
  #fetchToken;
  #voice = null;
  #wanted = 0; // Answer was pressed: a timer that gives up waiting for the ring
  #holds = false;
  #lock = new PhoneLock(() => this.#hold(), () => this.#elsewhere());
  #tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("ramal-phone") : null;

  constructor(kind, fetchToken) {
    super();
    this.#kind = kind;
    this.#fetchToken = fetchToken;
  }

  get isWanted() { return this.#wanted !== 0; }

  start() {
    if (this.#kind === "none") {
      this.#say("none");
      return;
    }
    this.#tabs?.addEventListener("message", ({ data }) => this.#hear(data));
    this.#lock.start();
  }

  /** Bring the telephone into this tab. */
  take() { this.#lock.take(); }

  answer() { this.#order("answer"); }

  decline() { this.#order("decline"); }

  hangUp() { this.#order("hangUp"); }

  mute(on) { this.#order("mute", on); }

  sendDigits(digits) { this.#order("digits", digits); }

  /** The call that Answer was pressed for is gone. */
  forget() { this.#order("forget"); }

  // --- in the tab that has it ------------------------------------------------------------------

  #order(name, value) {
    if (this.#holds) this.#do[name](value);
    else this.#tabs?.postMessage({ order: name, value });
  }

  #do = {
    answer: () => {
      if (this.#wanted || this.state.talks) return;
      this.#wanted = setTimeout(() => this.#tooLong(), ANSWER_TIMEOUT_MS);
      this.#say("waiting");
      if (this.state.rings) this.#voice.accept();
    },
    decline: () => {
      this.#stopWaiting();
      if (this.state.rings) this.#voice?.decline();
    },
    forget: () => {
      if (!this.#wanted) return;
      this.#stopWaiting();
      this.#rest();
    },
    hangUp: () => this.state.talks && this.#voice?.hangUp(),
    mute: (on) => {
      this.#voice?.mute(on);
      this.#say(on ? "muted" : "talking");
      this.#change({ muted: on });
    },
    digits: (digits) => this.#voice?.sendDigits(digits),
  };

  #hold() {
    this.#holds = true;
    this.shown = "starting";
    this.#change({ rings: false, talks: false, muted: false }); // another tab's call does not come along
    this.#connect().catch(() => this.#holds && this.#say("failed"));
  }

  async #connect() {
    const voice = await createVoice(this.#kind);
    if (!this.#holds) return;
    this.#voice = voice;
    const on = (type, act) =>
      voice.addEventListener(type, ({ detail }) => voice === this.#voice && act(detail ?? {}));
    on("registered", () => !this.state.talks && this.#rest());
    on("unregistered", () => this.#say("failed"));
    on("incoming", () => this.#incoming());
    on("answered", () => this.#answered());
    on("ended", () => this.#ended());
    on("error", ({ message }) => this.dispatchEvent(new CustomEvent("problem", { detail: message })));
    on("microphone", ({ state }) => state !== "on" && this.#say("noMicrophone"));
    await voice.register(this.#fetchToken);
  }

  #incoming() {
    this.#change({ rings: true });
    if (this.#wanted) this.#voice.accept();
  }

  #answered() {
    this.#stopWaiting();
    this.shown = "talking"; // told together: between the two nothing would be true
    this.#change({ rings: false, talks: true });
  }

  #ended() {
    this.#stopWaiting();
    this.#change({ rings: false, talks: false, muted: false });
    this.#rest();
    document.dispatchEvent(new Event("ramal:changed"));
  }

  #stopWaiting() {
    clearTimeout(this.#wanted);
    this.#wanted = 0;
  }

  #tooLong() {
    this.#wanted = 0;
    this.#say("failed");
    this.#change({});
  }

  async #rest() {
    this.#say((await microphoneIsRefused()) ? "noMicrophone" : "ready");
  }

  // --- between tabs ----------------------------------------------------------------------------

  #elsewhere() {
    const voice = this.#voice;
    this.#holds = false;
    this.#voice = null;
    voice?.unregister();
    this.#stopWaiting();
    this.#say("elsewhere");
    this.#tabs?.postMessage({ order: "tell" });
  }

  #hear({ order, value, state }) {
    if (order === "tell" && this.#holds) this.#change({});
    else if (order && order !== "tell" && this.#holds) this.#do[order](value);
    else if (state && !this.#holds) {
      this.state = state;
      this.dispatchEvent(new Event("change"));
    }
  }

  #change(facts) {
    Object.assign(this.state, facts);
    this.#tabs?.postMessage({ state: this.state });
    this.dispatchEvent(new Event("change"));
  }

  #say(shown) {
    this.shown = shown;
    this.dispatchEvent(new Event("change"));
  }
}

/** Known before a call only where the browser tells; an insecure address has no microphone at all. */
async function microphoneIsRefused() {
  if (!navigator.mediaDevices) return true;
  const answer = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
  return answer?.state === "denied";
}
