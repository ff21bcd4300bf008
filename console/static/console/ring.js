// Tells an agent that a call rings: a soft tone, the tab's title, a notification when the page is hidden.

const TONE_HZ = 425;
const PERIOD_S = 4;

export class Ring {
  #title = document.title;
  #context = null;
  #timer = 0;
  #notice = null;

  /** `sounds`: false while the telephone itself rings audibly. */
  start(title, body, sounds) {
    document.title = `● ${title}`;
    if (sounds) this.#startTone();
    else this.#stopTone();
    this.#notify(title, body);
  }

  stop() {
    document.title = this.#title;
    this.#stopTone();
    this.#notice?.close();
    this.#notice = null;
  }

  static get canAsk() {
    return "Notification" in globalThis && Notification.permission === "default";
  }

  #notify(title, body) {
    const allowed = "Notification" in globalThis && Notification.permission === "granted";
    if (this.#notice || !document.hidden || !allowed) return;
    this.#notice = new Notification(title, { body, tag: "ramal-call", requireInteraction: true });
    this.#notice.onclick = () => window.focus();
  }

  #startTone() {
    if (this.#timer) return;
    this.#context ??= new AudioContext(); // stays silent until the person has clicked something
    this.#tone();
    this.#timer = setInterval(() => this.#tone(), PERIOD_S * 1000);
  }

  #stopTone() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #tone() {
    const context = this.#context;
    const tone = new OscillatorNode(context, { frequency: TONE_HZ });
    const volume = new GainNode(context, { gain: 0 });
    const now = context.currentTime;
    volume.gain.linearRampToValueAtTime(0.12, now + 0.05);
    volume.gain.setValueAtTime(0.12, now + 0.9);
    volume.gain.linearRampToValueAtTime(0, now + 1);
    tone.connect(volume).connect(context.destination);
    tone.start(now);
    tone.stop(now + 1);
  }
}
