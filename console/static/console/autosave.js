// Forms that save themselves while one types (data-autosave). Only fields that changed are sent, so two tabs
// do not undo each other's words; other tabs are told what was saved; what is not saved yet survives a reload.
import { post, toast } from "./post.js";

const PAUSE_MS = 700;
const RETRY_MS = 3000;
const REFUSED = [400, 403, 404, 409];
const told = "BroadcastChannel" in globalThis ? new BroadcastChannel("ramal-saved") : null;
const savers = new Map(); // by form id: the same form may be made anew

export function autosave(root) {
  attachAll(root);
  for (const type of ["input", "change"]) {
    root.addEventListener(type, ({ target }) => saverOf(target.form)?.later(type === "change" ? 0 : PAUSE_MS));
  }
  root.addEventListener("submit", (event) => {
    const saver = saverOf(event.target);
    if (!saver) return;
    event.preventDefault();
    saver.save();
  });
  addEventListener("pagehide", () => savers.forEach((saver) => saver.save({ keepalive: true })));
  told?.addEventListener("message", ({ data }) => savers.get(data.form)?.hear(data.fields));
}

export function attachAll(root) {
  root.querySelectorAll("form[data-autosave]").forEach(saverOf);
}

function saverOf(form) {
  if (!form || !("autosave" in form.dataset)) return null;
  if (savers.get(form.id)?.form !== form) savers.set(form.id, new Saver(form));
  return savers.get(form.id);
}

class Saver {
  #saved;
  #timer = 0;
  #busy = false;
  #key;

  constructor(form) {
    this.form = form;
    this.#key = `ramal-draft ${form.id}`;
    this.#saved = this.#values();
    this.#put(JSON.parse(sessionStorage.getItem(this.#key) ?? "{}"));
    if (this.#changed().length) this.later(0);
  }

  later(wait) {
    clearTimeout(this.#timer);
    const changed = this.#changed();
    if (!changed.length) return;
    sessionStorage.setItem(this.#key, JSON.stringify(Object.fromEntries(changed)));
    this.#timer = setTimeout(() => this.save(), wait);
  }

  async save(options = {}) {
    clearTimeout(this.#timer);
    const fields = Object.fromEntries(this.#changed());
    if (!Object.keys(fields).length) return;
    if (this.#busy && !options.keepalive) {
      this.later(PAUSE_MS);
      return;
    }
    this.#busy = true;
    this.#show("saving");
    try {
      await post(this.form.action, { offer: this.form.elements.offer.value, ...fields }, options);
      this.#done(fields);
    } catch (failure) {
      this.#failed(failure);
    } finally {
      this.#busy = false;
    }
    if (this.#changed().length && !this.#timer) this.later(PAUSE_MS);
  }

  /** Another tab saved these; what is being written here stays. */
  hear(fields) {
    const mine = Object.fromEntries(this.#changed());
    const others = Object.entries(fields).filter(([name]) => !(name in mine));
    this.#put(Object.fromEntries(others));
    Object.assign(this.#saved, Object.fromEntries(others));
  }

  #done(fields) {
    Object.assign(this.#saved, fields);
    told?.postMessage({ form: this.form.id, fields });
    this.#timer = 0;
    if (this.#changed().length) return;
    sessionStorage.removeItem(this.#key);
    this.#show("saved");
  }

  #failed(failure) {
    this.#show("failed");
    if (!REFUSED.includes(failure.status)) {
      this.#timer = setTimeout(() => this.save(), RETRY_MS);
      return;
    }
    sessionStorage.removeItem(this.#key);
    Object.assign(this.#saved, this.#values()); // not sent again until it changes
    toast(failure.message);
  }

  #values() {
    const values = Object.fromEntries(new FormData(this.form));
    delete values.csrf_token;
    delete values.offer;
    return values;
  }

  #changed() {
    return Object.entries(this.#values()).filter(([name, value]) => value !== (this.#saved[name] ?? ""));
  }

  #put(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements[name];
      if (field && field.value !== value) field.value = value;
    }
  }

  #show(state) {
    const shown = this.form.querySelector("output");
    shown.textContent = shown.dataset[state];
    shown.dataset.state = state;
  }
}
