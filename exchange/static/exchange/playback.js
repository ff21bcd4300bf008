// From the telephone to the ear: mu-law frames wait in a small jitter buffer and play at the browser's rate.

import { LEVELS } from "./mulaw.js";

const RATE = 8000;
const START = 0.08 * RATE; // play once this much has come
const TOO_MUCH = 0.4 * RATE; // more than this is a conversation lagging behind: skip ahead
const KEEP = 0.1 * RATE;

class Playback extends AudioWorkletProcessor {
  #frames = [];
  #held = 0; // samples in #frames not yet played
  #read = 0; // position in the first frame, in telephone samples
  #last = 0;
  #playing = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => (data === "clear" ? this.#clear() : this.#add(new Uint8Array(data)));
  }

  process(_, [[output]]) {
    if (!this.#playing) return true;
    const step = RATE / sampleRate;
    for (let at = 0; at < output.length; at += 1) output[at] = this.#next(step);
    return true;
  }

  #add(frame) {
    if (!frame.length) return;
    this.#frames.push(frame);
    this.#held += frame.length;
    if (this.#held >= START) this.#playing = true;
    if (this.#held > TOO_MUCH) this.#skip();
  }

  #skip() {
    while (this.#held > KEEP && this.#frames.length > 1) this.#held -= this.#frames.shift().length;
    this.#read = 0;
  }

  #clear() {
    this.#frames = [];
    this.#held = this.#read = this.#last = 0;
    this.#playing = false;
  }

  #next(step) {
    const frame = this.#frames[0];
    if (!frame) {
      this.#clear();
      return 0;
    }
    const whole = Math.floor(this.#read);
    const sample = LEVELS[frame[whole]];
    const value = this.#last + (sample - this.#last) * (this.#read - whole);
    this.#read += step;
    if (Math.floor(this.#read) > whole) this.#last = sample;
    if (this.#read >= frame.length) {
      this.#read -= frame.length;
      this.#held -= frame.length;
      this.#frames.shift();
    }
    return value;
  }
}

registerProcessor("telephone-playback", Playback);
