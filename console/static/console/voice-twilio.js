// Twilio's Voice SDK behind the interface of voice.js. The SDK is a script of its own (global `Twilio`).

const MICROPHONE_ERRORS = new Set([31401, 31402, 31208]);

export class TwilioVoice extends EventTarget {
  #Device;
  #device = null;
  #call = null;

  constructor(Device) {
    super();
    this.#Device = Device;
  }

  async register(fetchToken) {
    const device = new this.#Device(await fetchToken(), { closeProtection: true });
    this.#device = device;
    device.on("registered", () => this.#tell("registered"));
    device.on("unregistered", () => this.#tell("unregistered"));
    device.on("error", (error) => this.#failed(error));
    device.on("incoming", (call) => this.#rings(call));
    device.on("tokenWillExpire", async () => device.updateToken(await fetchToken()));
    await device.register();
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
