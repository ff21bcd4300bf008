// The dialog in which an agent chooses whom a call goes to, or who is asked first. The list is fetched when it
// opens and whenever agents or queues change while it is open.
import { post } from "./post.js";

const PAUSE_MS = 400; // changes may come many times a second

export class TransferDialog {
  #source = null;
  #timer = 0;

  constructor(dialog) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.who = dialog.querySelector("#who");
    this.list = dialog.querySelector("#targets");
    this.problem = dialog.querySelector(".problem");
    this.who.addEventListener("input", () => this.#filter());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("close", () => this.#closed());
  }

  async open({ dataset }) {
    this.form.reset();
    this.problem.textContent = "";
    for (const button of this.form.querySelectorAll("button[value]")) {
      button.hidden = !(`can${button.value[0].toUpperCase()}${button.value.slice(1)}` in dataset);
    }
    this.dialog.showModal();
    this.who.focus();
    this.#source = new EventSource(`${document.body.dataset.liveUrl}?topics=agents,queues`);
    this.#source.addEventListener("changed", () => this.#later());
    await this.#fetch();
  }

  /** The call is over: there is nothing to pass on. */
  close() {
    if (this.dialog.open) this.dialog.close();
  }

  #closed() {
    clearTimeout(this.#timer);
    this.#source?.close();
    document.getElementById("transfer-button")?.focus(); // the one that was pressed may have been made anew
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), PAUSE_MS);
  }

  async #fetch() {
    const response = await fetch(this.dialog.dataset.src, { redirect: "manual" }).catch(() => null);
    if (!response?.ok) return; // the page itself tells that the connection is lost
    const html = await response.text();
    const chosen = this.#chosen?.value;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.id : "";
    this.list.replaceChildren(document.createRange().createContextualFragment(html));
    this.#filter(chosen);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  get #chosen() {
    return this.form.querySelector("[name=target]:checked:enabled");
  }

  /** Show what fits the words typed; something that can be chosen always is. */
  #filter(chosen = this.#chosen?.value) {
    const words = this.who.value.trim().toLowerCase();
    const number = words.replace(/[\s().-]/g, "");
    const isNumber = /^\+?\d{3,15}$|^sip:./.test(number);
    for (const target of this.list.querySelectorAll(".target")) {
      const isFree = target.classList.contains("is-number");
      target.hidden = isFree ? !isNumber : !target.textContent.toLowerCase().includes(words);
      if (!isFree) continue;
      target.querySelector("b").textContent = this.who.value.trim();
      target.querySelector("input").value = `number:${number}`;
    }
    const open = [...this.list.querySelectorAll(".target:not([hidden]) input:enabled")];
    const kept = open.find((input) => input.value === chosen) ?? open[0];
    this.list.querySelectorAll("input").forEach((input) => { input.checked = input === kept; });
    for (const button of this.form.querySelectorAll("button[value]")) button.disabled = !kept;
  }

  #key(event) {
    if (event.key === "ArrowDown" && event.target === this.who) {
      event.preventDefault();
      this.#chosen?.focus();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      const wanted = this.form.querySelector(`[value=${event.shiftKey ? "consult" : "transfer"}]`);
      if (!wanted.hidden && !wanted.disabled) this.form.requestSubmit(wanted);
    }
  }

  async #submit(event) {
    event.preventDefault();
    const chosen = this.#chosen?.value;
    if (!chosen || !event.submitter) return;
    const [kind, ...value] = chosen.split(":");
    try {
      await post(this.dialog.dataset[`${event.submitter.value}Url`], { kind, value: value.join(":") });
      this.close();
    } catch (failure) {
      this.problem.textContent = failure.message;
    }
    document.dispatchEvent(new Event("ramal:changed"));
  }
}
