// A supervisor's telephone beside the page: it picks up by itself when the page says that we asked to listen.
import { post, toast } from "./post.js";
import { onKey } from "./shortcuts.js";
import { Telephone } from "./telephone.js";

class Ear {
  #telephone;
  #words;
  #pickedUp = false;

  constructor(element, shown, announced, take) {
    Object.assign(this, { element, shown, announced, take });
    this.#telephone = new Telephone(element.dataset.voice, () => this.#token());
    this.#words = this.now.words;
  }

  get now() {
    return this.element.querySelector(".own-now").dataset;
  }

  start() {
    this.element.addEventListener("ramal:fresh", () => this.#fresh());
    this.element.addEventListener("click", (event) => this.#click(event));
    this.take.addEventListener("click", () => this.#telephone.take());
    this.#telephone.addEventListener("change", () => this.#changed());
    this.#telephone.addEventListener("problem", ({ detail }) => toast(detail));
    onKey((key) => this.#key(key));
    this.#telephone.start();
    this.#changed();
  }

  async #token() {
    const response = await fetch(this.element.dataset.tokenUrl, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`no token: ${response.status}`);
    return (await response.json()).token;
  }

  #fresh() {
    const { words } = this.now;
    if (words !== this.#words) this.announced.textContent = words;
    this.#words = words;
    this.#pickUp();
  }

  #changed() {
    const { shown } = this.#telephone;
    this.shown.dataset.state = shown;
    this.shown.querySelector("span").textContent = this.shown.dataset[shown];
    this.take.hidden = shown !== "elsewhere";
    this.#pickUp();
  }

  /** Once a ring. What rings while nobody asked to listen is an offer, for the desk to answer. */
  #pickUp() {
    const { rings } = this.#telephone.state;
    if (!rings) this.#pickedUp = false;
    if (!rings || this.#pickedUp || this.now.state !== "ringing") return;
    this.#pickedUp = true;
    this.#telephone.answer();
  }

  async #stop() {
    try {
      await post(this.element.dataset.stopUrl);
    } catch (failure) {
      toast(failure.message);
    }
    this.#telephone.hangUp();
    document.dispatchEvent(new Event("ramal:changed"));
  }

  #click(event) {
    if (!event.target.closest("[data-stop]")) return;
    event.preventDefault(); // the form around the button is for pages without scripts
    this.#stop();
  }

  #key(key) {
    const button = this.element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button?.click();
    return Boolean(button);
  }
}

/** The page has one form for everybody: say whom it is about, and leave out what they are already. */
function about(button) {
  const form = document.getElementById(button.getAttribute("popovertarget"));
  const { about, is, title } = button.dataset;
  form.querySelector("input[name=agent], input[name=entry]").value = about;
  form.querySelector("p").textContent = title;
  form.setAttribute("aria-label", title);
  for (const each of form.querySelectorAll("button")) each.disabled = each.value === is && is !== "away";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget][data-about]");
  if (button) about(button);
});

const place = (id) => document.getElementById(id);
new Ear(place("own"), place("voice-state"), place("announce"), place("take-phone")).start();
