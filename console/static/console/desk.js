// The agent's desk: joins what the server says (desk_now.html, always true) with the browser's telephone.
import { toast, post } from "./post.js";
import { onKey } from "./shortcuts.js";
import { Ring } from "./ring.js";
import { createVoice } from "./voice.js";

const ANSWER_TIMEOUT_MS = 15000;
const ALIVE_MS = 5000; // between signs of life: changes may come many times a second

class Desk {
  #ring = new Ring();
  #voice = null;
  #rings = false; // the telephone rings
  #wanted = 0; // Answer was pressed: a timer that gives up waiting for the telephone
  #talks = false;
  #muted = false;
  #toldAlive = -Infinity;

  constructor(element, shown) {
    this.element = element;
    this.shown = shown;
    this.announced = document.getElementById("announce");
    this.urls = element.dataset;
  }

  get now() {
    return this.element.querySelector(".desk-now").dataset;
  }

  start() {
    this.element.addEventListener("ramal:fresh", () => this.#fresh());
    this.element.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("ramal:beat", () => this.#alive());
    addEventListener("beforeunload", (event) => this.#talks && event.preventDefault());
    onKey((key) => this.#key(key));
    this.#fresh();
    this.#connect().catch(() => this.#say("failed"));
  }

  #alive() {
    if (performance.now() - this.#toldAlive < ALIVE_MS) return;
    this.#toldAlive = performance.now();
    post(this.urls.seenUrl).catch(() => {}); // the next beat tells again
  }

  async #connect() {
    this.#voice = await createVoice(this.urls.voice);
    if (!this.#voice) {
      this.#say("none");
      return;
    }
    const on = (type, act) => this.#voice.addEventListener(type, ({ detail }) => act(detail ?? {}));
    on("registered", () => this.#ready());
    on("unregistered", () => this.#say("failed"));
    on("incoming", () => this.#incoming());
    on("answered", () => this.#answered());
    on("ended", () => this.#ended());
    on("error", ({ message }) => toast(message));
    on("microphone", ({ state }) => state !== "on" && this.#say("noMicrophone"));
    await this.#voice.register(() => this.#token());
  }

  async #token() {
    const response = await fetch(this.urls.tokenUrl, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`no token: ${response.status}`);
    return (await response.json()).token;
  }

  // --- what the server says -------------------------------------------------------------------

  #fresh() {
    const { offerState, title, body } = this.now;
    // A place of its own: screen readers do not read out what arrives together with its region.
    const words = offerState === "ringing" ? `${title}. ${body}` : "";
    if (this.announced.textContent !== words) this.announced.textContent = words;
    if (offerState === "ringing" && !this.#wanted) this.#ring.start(title, body, !this.#rings);
    else this.#ring.stop();
    if (offerState !== "ringing" && this.#wanted) {
      this.#giveUpWaiting();
      if (!this.#talks) this.#ready();
    }
    this.#showMute();
  }

  // --- what the telephone says ----------------------------------------------------------------

  #incoming() {
    this.#rings = true;
    if (this.#wanted) this.#voice.accept();
    this.#fresh();
  }

  #answered() {
    this.#rings = false;
    this.#talks = true;
    this.#giveUpWaiting();
    this.#ring.stop();
    this.#say("talking");
  }

  #ended() {
    this.#rings = this.#talks = this.#muted = false;
    this.#giveUpWaiting();
    this.#ready();
    document.dispatchEvent(new Event("ramal:changed"));
  }

  // --- what the agent does --------------------------------------------------------------------

  answer() {
    if (this.#wanted || this.now.offerState !== "ringing") return;
    this.#wanted = setTimeout(() => this.#tooLong(), ANSWER_TIMEOUT_MS);
    this.#ring.stop();
    this.#say("waiting");
    if (this.#rings) this.#voice.accept();
  }

  async decline() {
    this.#giveUpWaiting();
    this.#ring.stop();
    await this.#tell(this.urls.declineUrl);
    if (this.#rings) this.#voice.decline();
  }

  mute() {
    this.#muted = !this.#muted;
    this.#voice?.mute(this.#muted);
    this.#say(this.#muted ? "muted" : "talking");
    this.#showMute();
  }

  async hangUp() {
    await this.#tell(this.urls.hangUpUrl); // first, or it would be refused as over already
    if (this.#talks) this.#voice.hangUp();
  }

  /** Refused (409) means that it was over already: the fresh page shows it. */
  async #tell(url) {
    try {
      await post(url);
    } catch (failure) {
      if (failure.status !== 409) toast(failure.message);
    }
    document.dispatchEvent(new Event("ramal:changed"));
  }

  #click(event) {
    const button = event.target.closest("[data-do], [data-digit]");
    if (!button) return;
    event.preventDefault(); // the forms around the buttons are for pages without scripts
    if (button.dataset.digit) this.#voice?.sendDigits(button.dataset.digit);
    else this[button.dataset.do]();
  }

  #key(key) {
    if (this.#talks && /^[0-9*#]$/.test(key)) {
      this.#voice.sendDigits(key);
      return true;
    }
    const button = this.element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button?.click();
    return Boolean(button);
  }

  #giveUpWaiting() {
    clearTimeout(this.#wanted);
    this.#wanted = 0;
  }

  #tooLong() {
    this.#wanted = 0;
    this.#say("failed");
    this.#fresh();
  }

  // --- what is shown --------------------------------------------------------------------------

  async #ready() {
    this.#say((await microphoneIsRefused()) ? "noMicrophone" : "ready");
  }

  #say(state) {
    this.shown.dataset.state = state;
    this.shown.querySelector("span").textContent = this.shown.dataset[state];
  }

  #showMute() {
    const button = this.element.querySelector("#mute");
    if (!button) return;
    button.setAttribute("aria-pressed", String(this.#muted));
    button.querySelector("span").textContent = this.shown.dataset[this.#muted ? "unmuteLabel" : "muteLabel"];
  }
}

/** Known before a call only where the browser tells; an insecure address has no microphone at all. */
async function microphoneIsRefused() {
  if (!navigator.mediaDevices) return true;
  const answer = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
  return answer?.state === "denied";
}

function offerNotifications(button) {
  button.hidden = !Ring.canAsk;
  button.addEventListener("click", async () => {
    await Notification.requestPermission();
    button.hidden = true;
  });
}

new Desk(document.getElementById("desk"), document.getElementById("voice-state")).start();
offerNotifications(document.getElementById("notify"));
