// A telephone in the browser, for the web phone and for the agents' desk: one socket, one call at a time.
//
//   const voice = new ExchangeVoice();
//   voice.addEventListener("incoming", ({ detail }) => show(detail.from, detail.params));
//   await voice.register(token);          // a token, or a function that fetches a fresh one
//   voice.accept();                       // from a click: asks for the microphone
//
// Events carry their facts in `detail`: registered {address, numbers, incoming}, unregistered, incoming
// {from, params, sid}, answered {sid}, heard {kind, text, language, voice, duration_s}, interrupted,
// ended {status}, text {from, body}, error {message}, microphone {state: "on" | "refused" | "missing"}.

import { Sound } from "./sound.js";
import { Speaker } from "./speaker.js";

const RETRY_S = [1, 2, 4, 8, 15, 30];
const LANGUAGES = ["pt-BR", "en-US", "es-ES"];

export class ExchangeVoice extends EventTarget {
  /** offline | idle | dialling | ringing | talking */
  state = "offline";
  #url;
  #audio;
  #sound = new Sound();
  #speaker = new Speaker();
  #tts = "server";
  #serverSpeaks = false;
  #socket = null;
  #identify = null;
  #welcome = null;
  #tries = 0;
  #timer = 0;

  constructor({ url = defaultUrl(), audio = true } = {}) {
    super();
    this.#url = url;
    this.#audio = audio && Sound.supported;
  }

  /** Be reachable as the token's identity. token: a string, or a function that returns (a promise of) one. */
  register(token) {
    return this.#become(async () => ({ token: typeof token === "function" ? await token() : token }));
  }

  /** Be a customer's telephone with this number. */
  registerNumber(number) {
    return this.#become(async () => ({ number }));
  }

  unregister() {
    this.#identify = null;
    this.#leave();
  }

  /** Place a call; `To` in params is the number, the rest goes with the call. Call it from a click. */
  connect(params = {}) {
    if (this.state !== "idle") return;
    const { To: to = "", ...others } = params;
    this.state = "dialling";
    this.#send({ do: "dial", to, params: others });
    this.#openSound();
  }

  /** Take the ringing call. Call it from a click. */
  accept() {
    if (this.state !== "ringing") return;
    this.#sound.ring("");
    this.#send({ do: "answer" });
    this.#openSound();
  }

  decline() {
    this.#send({ do: "decline" });
  }

  hangUp() {
    this.#send({ do: "hang_up" });
  }

  mute(on) {
    this.#sound.mute(on);
  }

  sendDigits(digits) {
    this.#send({ do: "press", digits });
  }

  /** Words typed instead of spoken. */
  say(text) {
    this.#send({ do: "say", text });
  }

  /** Send an SMS from this number. */
  text(to, body) {
    this.#send({ do: "text", to, body });
  }

  /** The tone of a key, audible here only. */
  keyTone(digit) {
    this.#sound.key(digit).catch(() => {}); // a key works without its tone
  }

  #become(identify) {
    this.#identify = identify;
    this.#leave();
    return this.#open();
  }

  async #open() {
    clearTimeout(this.#timer);
    await this.#speaker.ready();
    const all = LANGUAGES.every((language) => this.#speaker.canSpeak(language));
    this.#tts = all || !this.#audio ? "browser" : "server";
    const identify = this.#identify;
    const who = await this.#who(identify);
    if (identify !== this.#identify) return undefined; // somebody else meanwhile
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#send({ do: "register", ...who, tts: this.#tts, audio: this.#audio });
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => socket === this.#socket && this.#dropped();
    return new Promise((resolve, reject) => (this.#welcome = { resolve, reject }));
  }

  /** A token that cannot be fetched now is fetched again later: the server may be starting. */
  async #who(identify) {
    try {
      return await identify();
    } catch (failure) {
      if (identify === this.#identify) this.#again();
      throw failure;
    }
  }

  #leave() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#welcome?.reject(new Error("replaced by another registration"));
    this.#welcome = null;
    this.#over("canceled");
    if (this.state !== "offline") this.#tell("unregistered", {});
    this.state = "offline";
  }

  #dropped() {
    this.#over("failed");
    this.#socket = null;
    if (this.state !== "offline") this.#tell("unregistered", {});
    this.state = "offline";
    this.#welcome?.reject(new Error("the exchange does not answer"));
    this.#welcome = null;
    this.#again();
  }

  #again() {
    if (!this.#identify) return;
    const wait = RETRY_S[Math.min(this.#tries++, RETRY_S.length - 1)];
    const retry = () => this.#open().catch(() => {}); // it has asked for another retry itself
    this.#timer = setTimeout(retry, wait * 1000 * (0.8 + 0.4 * Math.random()));
  }

  #receive(data) {
    if (typeof data !== "string") {
      this.#sound.play(data);
      return;
    }
    const { event, ...facts } = JSON.parse(data);
    this[`on_${event}`]?.(facts);
    this.#tell(event === "ringing" ? "incoming" : event, facts);
  }

  on_registered(facts) {
    this.state = "idle";
    this.#tries = 0;
    this.#serverSpeaks = facts.tts;
    if (!facts.tts && this.#tts === "server") this.#speakWith("browser");
    this.#welcome?.resolve(facts);
    this.#welcome = null;
  }

  on_ringing() {
    this.state = "ringing";
    this.#sound.ring("bell");
  }

  on_answered() {
    this.state = "talking";
    this.#sound.ring("");
  }

  on_heard({ kind, text, language, voice }) {
    this.#sound.ring(kind === "ringback" ? "ringback" : "");
    // words that a person typed come as sound too, where the server can speak
    if (kind !== "say" || this.#tts !== "browser" || (voice === "person" && this.#serverSpeaks)) return;
    if (this.#speaker.canSpeak(language)) this.#speaker.speak(text, language, () => this.#send({ do: "spoken" }));
    else if (this.#serverSpeaks && this.#audio) this.#speakWith("server");
  }

  on_interrupted() {
    this.#sound.clear();
    this.#speaker.stop();
  }

  on_ended() {
    this.#quiet();
    this.state = "idle";
  }

  on_error({ message }) {
    if (!this.#welcome) return;
    this.#welcome.reject(new Error(message));
    this.unregister(); // refused for good: asking again would not help
  }

  /** Never waited for: a call goes on while the browser asks, and without a microphone too. */
  async #openSound() {
    if (!this.#audio) {
      this.#tell("microphone", { state: "missing" });
      return;
    }
    try {
      await this.#sound.listen((frame) => this.state === "talking" && this.#send(frame));
      if (!this.#busy) this.#sound.close(); // the call was over before the person had decided
      this.#tell("microphone", { state: "on" });
    } catch ({ name }) {
      this.#tell("microphone", { state: name === "NotAllowedError" ? "refused" : "missing" });
    }
  }

  get #busy() {
    return ["dialling", "ringing", "talking"].includes(this.state);
  }

  #over(status) {
    this.#quiet();
    if (this.#busy) this.#tell("ended", { status });
  }

  #quiet() {
    this.#speaker.stop();
    this.#sound.close();
  }

  #speakWith(mode) {
    this.#tts = mode;
    this.#send({ do: "tts", mode });
  }

  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function defaultUrl() {
  const url = new URL("/exchange/phone", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
