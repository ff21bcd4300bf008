// The agent's desk: joins what the server says (desk_now.html, always true) with the browser's telephone.
import { attachAll, autosave } from "./autosave.js";
import { toast, post } from "./post.js";
import { onKey } from "./shortcuts.js";
import { Ring } from "./ring.js";
import { Telephone } from "./telephone.js";
import { TransferDialog } from "./transfer.js";

const ALIVE_MS = 5000; // between signs of life: changes may come many times a second
const RECONNECT_MS = 2500;
const TALKED = "ramal-talked"; // the offer that this tab talked on, for the ring after a reload

class Desk {
  #ring = new Ring();
  #phone;
  #transfer = new TransferDialog(document.getElementById("transfer"));
  #toldAlive = -Infinity;
  #asking = 0;
  #hasAsked = false;

  constructor(element, shown) {
    this.element = element;
    this.shown = shown;
    this.announced = document.getElementById("announce");
    this.told = document.getElementById("told");
    this.take = document.getElementById("take-phone");
    this.urls = element.dataset;
    this.#phone = new Telephone(this.urls.voice, () => this.#token());
  }

  get now() {
    return this.element.querySelector(".desk-now").dataset;
  }

  start() {
    autosave(this.element);
    this.element.addEventListener("ramal:fresh", () => this.#fresh());
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("ramal:beat", () => this.#alive());
    addEventListener("beforeunload", (event) => this.#phone.state.talks && this.#phone.shown !== "elsewhere" && event.preventDefault());
    this.take.addEventListener("click", () => this.#takePhone());
    onKey((key) => this.#key(key));
    document.addEventListener("keydown", leaveField);
    this.#phone.addEventListener("change", () => this.#fresh());
    this.#phone.addEventListener("problem", ({ detail }) => toast(detail));
    this.#fresh();
    this.#phone.start();
  }

  #alive() {
    if (performance.now() - this.#toldAlive < ALIVE_MS) return;
    this.#toldAlive = performance.now();
    post(this.urls.seenUrl).catch(() => {}); // the next beat tells again
  }

  async #token() {
    const response = await fetch(this.urls.tokenUrl, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`no token: ${response.status}`);
    return (await response.json()).token;
  }

  // --- what the server and the telephone say ----------------------------------------------------

  #fresh() {
    const { offerState, title, body, told } = this.now;
    attachAll(this.element);
    // Places of their own: screen readers do not read out what arrives together with its region.
    write(this.announced, offerState === "ringing" ? `${title}. ${body}` : "");
    write(this.told, told.trim());
    this.#resume();
    if (offerState === "ringing" && !this.#phone.isWanted) this.#ring.start(title, body, this.#ringsHere);
    else this.#ring.stop();
    if (!offerState) this.#phone.forget();
    if (offerState !== "accepted") this.#transfer.close();
    this.#showPhone();
  }

  /** A reload broke the line in the middle of a call: the ring that follows is answered as it was before. */
  #resume() {
    const { offer, offerState } = this.now;
    const { rings, talks } = this.#phone.state;
    const isMine = offerState === "accepted" && sessionStorage.getItem(TALKED) === offer;
    this.#askToRing(isMine && !rings && !talks && this.#phone.shown === "ready");
    if (isMine && rings) this.#phone.answer();
    else if (offerState === "accepted" && talks) {
      this.#hasAsked = false;
      sessionStorage.setItem(TALKED, offer);
    } else if (!isMine) sessionStorage.removeItem(TALKED);
  }

  /** The company may not have noticed that the line broke off: it is told, once, if no ring comes by itself. */
  #askToRing(isSilent) {
    clearTimeout(this.#asking);
    if (isSilent && !this.#hasAsked) this.#asking = setTimeout(() => this.#reconnect(), RECONNECT_MS);
  }

  #reconnect() {
    this.#hasAsked = true;
    this.#tell(this.urls.reconnectUrl);
  }

  /** This tab sounds while the telephone itself does not, and no other tab has it. */
  get #ringsHere() {
    return !this.#phone.state.rings && this.#phone.shown !== "elsewhere";
  }

  // --- what the agent does --------------------------------------------------------------------

  answer() {
    const { offerState } = this.now;
    if (offerState !== "ringing" && !("lost" in this.now)) return;
    this.#ring.stop();
    this.#phone.answer();
  }

  async decline() {
    this.#ring.stop();
    this.#phone.forget();
    await this.#tell(this.urls.declineUrl);
    this.#phone.decline();
  }

  mute() {
    if (this.#phone.state.talks) this.#phone.mute(!this.#phone.state.muted);
  }

  async hangUp() {
    this.#hasAsked = true;
    await this.#tell(this.urls.hangUpUrl); // first, or it would be refused as over already
    this.#phone.hangUp();
  }

  #digit(digit) {
    this.#phone.sendDigits(digit);
    const keyed = this.element.querySelector("#keyed");
    if (keyed) keyed.textContent = (keyed.textContent + digit).slice(-12);
  }

  #takePhone() {
    const { offer, offerState } = this.now;
    if (offerState === "accepted") sessionStorage.setItem(TALKED, offer);
    this.#phone.take();
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
    const button = event.target.closest("[data-do], [data-digit], [data-opens], [data-closes]");
    if (!button) return;
    event.preventDefault(); // the forms around the buttons are for pages without scripts
    const { digit, opens, do: act } = button.dataset;
    if (digit) this.#digit(digit);
    else if (opens === "transfer") this.#transfer.open(button);
    else if (opens) document.getElementById(opens).showModal();
    else if (act) this[act]();
    else button.closest("dialog").close();
  }

  #key(key) {
    if (document.querySelector("dialog[open]")) return false;
    if (key === "?") document.getElementById("help").showModal();
    else if (this.#phone.state.talks && /^[0-9*#]$/.test(key)) this.#digit(key);
    else return this.#press(key);
    return true;
  }

  #press(key) {
    const wanted = CSS.escape(key);
    const button = this.element.querySelector(`[data-key="${wanted}"], [data-choice="${wanted}"]`);
    const field = this.element.querySelector(`[data-focus="${wanted}"]`);
    if (field?.closest("details:not([open])")) return false;
    (button ?? field)?.focus();
    button?.click();
    return Boolean(button ?? field);
  }

  // --- what is shown --------------------------------------------------------------------------

  #showPhone() {
    const { muted, talks } = this.#phone.state;
    this.shown.dataset.state = this.#phone.shown;
    write(this.shown.querySelector("span"), this.shown.dataset[this.#phone.shown]);
    this.take.hidden = this.#phone.shown !== "elsewhere";
    const button = this.element.querySelector("#mute");
    if (!button) return;
    button.disabled = !talks;
    button.setAttribute("aria-pressed", String(muted));
    write(button.querySelector("span"), this.shown.dataset[muted ? "unmuteLabel" : "muteLabel"]);
  }
}

function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

/** Shortcuts are silent in a field; Escape leaves it. */
function leaveField({ key, target }) {
  if (key === "Escape" && target.matches("textarea, input") && !target.closest("dialog")) target.blur();
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
