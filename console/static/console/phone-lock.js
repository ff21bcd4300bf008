// Of all tabs of one browser, one holds the telephone. Where there is no lock to ask for (an insecure
// address), every tab holds it, as if it were alone.

const NAME = "ramal-phone";

export class PhoneLock {
  #queued = null;
  #holds = false;

  /** `onHeld` and `onElsewhere` are told each time it changes. */
  constructor(onHeld, onElsewhere) {
    this.onHeld = onHeld;
    this.onElsewhere = onElsewhere;
  }

  async start() {
    if (!navigator.locks) {
      this.onHeld();
      return;
    }
    this.#wait();
    const { held } = await navigator.locks.query();
    if (!this.#holds && held.some(({ name }) => name === NAME)) this.onElsewhere();
  }

  /** Take it from the tab that has it. */
  take() {
    if (this.#holds || !navigator.locks) return;
    this.#queued?.abort();
    this.#ask({ steal: true });
  }

  #wait() {
    this.#queued = new AbortController();
    this.#ask({ signal: this.#queued.signal });
  }

  #ask(options) {
    navigator.locks.request(NAME, options, () => this.#hold()).catch(() => this.#taken());
  }

  #hold() {
    this.#holds = true;
    this.onHeld();
    return new Promise(() => {}); // until the tab closes, or another one takes it
  }

  /** Also when a queued request was given up for a theft: then nothing was held. */
  #taken() {
    if (!this.#holds) return;
    this.#holds = false;
    this.onElsewhere();
    this.#wait();
  }
}
