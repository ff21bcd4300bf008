// From the microphone to the telephone: samples at the browser's rate become 20 ms of mu-law at 8 kHz.
// What lies above the telephone's band is filtered away before this (sound.js), so interpolating is enough.

import { encodeSample } from "./mulaw.js";

const FRAME = 160;

class Capture extends AudioWorkletProcessor {
  #step = sampleRate / 8000;
  #at = 0; // where the next telephone sample lies, counted from the start of this block
  #last = 0;
  #frame = new Uint8Array(FRAME);
  #filled = 0;

  process([[input]]) {
    if (!input) return true; // no microphone yet
    for (; this.#at < input.length; this.#at += this.#step) this.#take(input);
    this.#at -= input.length;
    this.#last = input[input.length - 1];
    return true;
  }

  #take(input) {
    const whole = Math.floor(this.#at);
    const before = whole > 0 ? input[whole - 1] : this.#last;
    const sample = before + (input[whole] - before) * (this.#at - whole);
    this.#frame[this.#filled++] = encodeSample(sample);
    if (this.#filled < FRAME) return;
    this.port.postMessage(this.#frame.buffer, [this.#frame.buffer]);
    this.#frame = new Uint8Array(FRAME);
    this.#filled = 0;
  }
}

registerProcessor("telephone-capture", Capture);
