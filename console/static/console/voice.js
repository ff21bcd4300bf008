// The agent's telephone in the browser behind one small interface, whoever carries the sound:
//
//   register(fetchToken)   be reachable; fetchToken returns a promise of a fresh token
//   unregister()           be no longer
//   accept() decline() hangUp() mute(on) sendDigits(text)
//   events: registered, unregistered, incoming {from, params, sid}, answered, ended {status},
//           error {message}, microphone {state: "on" | "refused" | "missing"}

export async function createVoice(kind) {
  if (kind === "exchange") {
    const { ExchangeVoice } = await import("/phone/static/voice.js");
    return new ExchangeVoice();
  }
  if (kind === "twilio") {
    const { TwilioVoice } = await import("./voice-twilio.js");
    return new TwilioVoice(globalThis.Twilio.Device);
  }
  return null;
}
