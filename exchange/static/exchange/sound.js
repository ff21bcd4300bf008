// The browser's ear and mouth: one audio context, two worklets, the key tones and the bell.

const BAND_HZ = 3400; // a telephone's upper edge
const KEY_ROWS = [697, 770, 852, 941];
const KEY_COLUMNS = [1209, 1336, 1477];
const KEYS = ["123", "456", "789", "*0#"];
const KEY_S = 0.12;
// pitches, seconds on, milliseconds from one to the next, level
const SIGNALS = { bell: [[660, 880], 0.8, 3000, 0.08], ringback: [[425], 1, 5000, 0.06] };

export class Sound {
  #context = null;
  #playback = null;
  #microphone = null;
  #ringing = 0;
  #stopTone = () => {};
  #muted = false;

  /** Worklets and microphones exist only on https and localhost. */
  static get supported() {
    return window.isSecureContext && "AudioWorkletNode" in window;
  }

  /** Be ready to play. Call it from a click: browsers keep pages silent until then. */
  async open() {
    if (!Sound.supported) return;
    this.#context ??= new AudioContext({ latencyHint: "interactive" });
    this.#context.resume(); // not waited for: without a click it may never come
    if (this.#playback) return;
    await this.#context.audioWorklet.addModule(new URL("playback.js", import.meta.url));
    this.#playback = new AudioWorkletNode(this.#context, "telephone-playback", {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.#chain(this.#playback, this.#context.destination);
  }

  /** Ask for the microphone; onFrame gets 20 ms of mu-law at a time. Throws what getUserMedia throws. */
  async listen(onFrame) {
    if (!navigator.mediaDevices) throw new DOMException("no microphone here", "NotSupportedError");
    await this.open();
    const constraints = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints });
    await this.#context.audioWorklet.addModule(new URL("capture.js", import.meta.url));
    const capture = new AudioWorkletNode(this.#context, "telephone-capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }) => onFrame(data);
    this.#chain(this.#context.createMediaStreamSource(stream), capture);
    this.#microphone = { stream, capture };
    this.mute(this.#muted);
  }

  play(frame) {
    this.#playback?.port.postMessage(frame, [frame]);
  }

  clear() {
    this.#playback?.port.postMessage("clear");
  }

  mute(on) {
    this.#muted = on;
    this.#microphone?.stream.getTracks().forEach((track) => (track.enabled = !on));
  }

  /** Give the microphone back. */
  close() {
    this.clear();
    this.ring("");
    if (!this.#microphone) return;
    this.#microphone.stream.getTracks().forEach((track) => track.stop());
    this.#microphone.capture.port.onmessage = null;
    this.#microphone.capture.disconnect();
    this.#microphone = null;
  }

  /** The tone of a key, in this browser only: the exchange is told of the key by a message. */
  async key(digit) {
    await this.open();
    if (!this.#context) return;
    const row = KEYS.findIndex((keys) => keys.includes(digit));
    if (row >= 0) this.#tone([KEY_ROWS[row], KEY_COLUMNS[KEYS[row].indexOf(digit)]], KEY_S, 0.12);
  }

  /** bell: a call comes in; ringback: it rings at the other end; "": stop. Silent on a page never clicked. */
  ring(signal) {
    clearInterval(this.#ringing);
    this.#stopTone();
    if (!signal || this.#context?.state !== "running") return;
    const [pitches, seconds, every, level] = SIGNALS[signal];
    const strike = () => (this.#stopTone = this.#tone(pitches, seconds, level));
    strike();
    this.#ringing = setInterval(strike, every);
  }

  #chain(source, target) {
    // two second-order filters: what a telephone cannot carry would fold back or rasp
    const filters = [0, 1].map(() => new BiquadFilterNode(this.#context, { type: "lowpass", frequency: BAND_HZ }));
    [source, ...filters, target].reduce((from, to) => from.connect(to));
  }

  #tone(pitches, seconds, level) {
    const start = this.#context.currentTime;
    const gain = new GainNode(this.#context, { gain: 0 });
    gain.gain.setTargetAtTime(level, start, 0.005);
    gain.gain.setTargetAtTime(0, start + seconds, 0.01);
    gain.connect(this.#context.destination);
    for (const frequency of pitches) {
      const oscillator = new OscillatorNode(this.#context, { frequency });
      oscillator.connect(gain);
      oscillator.start(start);
      oscillator.stop(start + seconds + 0.1);
    }
    return () => gain.disconnect();
  }
}
