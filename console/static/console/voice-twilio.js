// Twilio's Voice SDK behind the interface of voice.js. The SDK is a script of its own (global `Twilio`).

const RETRY_S = [1, 2, 4, 8, 15, 30];
const REFRESH_MS = 60000; // how long before its end a token is renewed
const MICROPHONE_ERRORS = new Set([31401, 31402, 31208]);

export class TwilioVoice extends EventTarget {
  #Device;
  #device = null;
  #call = null;
  #fetchToken = null;
  #timer = 0;
  #tries = 0;

  constructor(Device) {
    super();
    this.#Device = Device;
  }

  async register(fetchToken) {
    this.#fetchToken = fetchToken;
    try {
      this.#device = this.#made(await fetchToken());
      await this.#device.register();
    } catch (failure) {
      this.#again();
      throw failure;
    }
  }

  unregister() {
    clearTimeout(this.#timer);
    this.#fetchToken = null;
    this.#device?.destroy();
    this.#device = null;
  }

  #made(token) {
    const device = new this.#Device(token, { closeProtection: true, tokenRefreshMs: REFRESH_MS });
    const on = (name, act) => device.on(name, (fact) => device === this.#device && act(fact));
    on("registered", () => this.#registered());
    on("unregistered", () => {
      this.#tell("unregistered");
      this.#again();
    });
    on("error", (error) => this.#failed(error));
    on("incoming", (call) => this.#rings(call));
    on("tokenWillExpire", () => this.#renew(device));
    return device;
  }

  #registered() {
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.#tell("registered");
  }

  /** A token that cannot be fetched now is asked for again by the next loss at the latest. */
  async #renew(device) {
    try {
      device.updateToken(await this.#fetchToken());
    } catch {
      this.#again();
    }
  }

  /** After a growing pause; what has a device keeps it, for the call that may go on. */
  #again() {
    if (!this.#fetchToken) return;
    clearTimeout(this.#timer);
    const wait = RETRY_S[Math.min(this.#tries++, RETRY_S.length - 1)];
    this.#timer = setTimeout(() => this.#retry(), wait * 1000 * (0.8 + 0.4 * Math.random()));
  }

  async #retry() {
    try {
      const token = await this.#fetchToken();
      if (this.#device) this.#device.updateToken(token);
      this.#device ??= this.#made(token);
      if (this.#device.state !== "registered") await this.#device.register();
    } catch {
      this.#again();
    }
  }

  accept() { this.#call?.accept(); }

  decline() { this.#call?.reject(); }

  hangUp() { this.#call?.disconnect(); }

  mute(on) { this.#call?.mute(on); }

  sendDigits(digits) { this.#call?.sendDigits(digits); }

  #rings(call) {
    if (this.#call) {
      call.reject();
      return;
    }
    this.#call = call;
    call.on("accept", () => {
      this.#tell("microphone", { state: "on" });
      this.#tell("answered", { sid: call.parameters.CallSid });
    });
    for (const [event, status] of [["disconnect", "completed"], ["cancel", "canceled"], ["reject", "canceled"]]) {
      call.on(event, () => this.#over(call, status));
    }
    call.on("error", (error) => this.#failed(error));
    const { From: from, CallSid: sid } = call.parameters;
    this.#tell("incoming", { from, sid, params: Object.fromEntries(call.customParameters) });
  }

  #over(call, status) {
    if (this.#call !== call) return;
    this.#call = null;
    this.#tell("ended", { status });
  }

  #failed(error) {
    if (MICROPHONE_ERRORS.has(error.code)) this.#tell("microphone", { state: "refused" });
    else this.#tell("error", { message: error.message });
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
