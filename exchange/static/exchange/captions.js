// The conversation in writing: what the line says, what this side says or presses, and what goes on.

import { words } from "./words.js";

const SIGNS = {
  play: "▶",
  music: "♪",
  tone: "♪",
  beep: "●",
  ringback: "☎",
  conference: "⇄",
  recording: "●",
  unheard: "∅",
};

export class Captions {
  #list;
  #empty;
  #lastNote = "";

  constructor(list, empty) {
    this.#list = list;
    this.#empty = empty;
  }

  /** Something heard, as the exchange tells it. */
  heard({ kind, text, language }) {
    if (kind === "say") this.#bubble("theirs", text, language);
    else if (kind in SIGNS) this.note(words(kind), SIGNS[kind]);
  }

  said(text, title = "") {
    this.#bubble(title ? "mine sms" : "mine", text, "", title);
  }

  /** Keys pressed one after another stand in one bubble. */
  pressed(digit) {
    const last = this.#list.lastElementChild;
    if (last?.classList.contains("keys")) last.lastElementChild.textContent += ` ${digit}`;
    else this.#bubble("mine keys", digit);
  }

  text(sender, body) {
    this.#bubble("theirs sms", body, "", `${words("sms")} ${sender}`);
  }

  /** A fact in the middle; the same one again is not repeated. */
  note(text, sign = "") {
    if (text === this.#lastNote) return;
    const item = this.#add("note");
    const mark = document.createElement("span");
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = sign;
    item.append(mark, ` ${text}`);
    this.#show(item);
    this.#lastNote = text;
  }

  #bubble(kind, text, language = "", title = "") {
    const item = this.#add(kind);
    if (title) item.append(Object.assign(document.createElement("small"), { textContent: title }));
    item.append(Object.assign(document.createElement("p"), { textContent: text, lang: language }));
    this.#show(item);
  }

  #add(kind) {
    this.#lastNote = "";
    this.#empty.hidden = true;
    const item = document.createElement("li");
    item.className = kind;
    item.title = new Date().toLocaleTimeString();
    return item;
  }

  #show(item) {
    this.#list.append(item);
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
