// Prompts spoken by the browser's own voices, where it has one for the language.

const PATIENCE_MS = 400;

export class Speaker {
  #synthesis = globalThis.speechSynthesis;
  #turn = 0;

  /** Some browsers bring their voices late; wait for them a moment. */
  async ready() {
    if (!this.#synthesis || this.#synthesis.getVoices().length) return;
    await new Promise((resolve) => {
      this.#synthesis.addEventListener("voiceschanged", resolve, { once: true });
      setTimeout(resolve, PATIENCE_MS);
    });
  }

  canSpeak(language) {
    return Boolean(this.#voice(language));
  }

  /** Speak after what is being spoken; done is called only when every word was. */
  speak(text, language, done) {
    const turn = this.#turn;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = this.#voice(language);
    utterance.lang = utterance.voice.lang;
    utterance.onend = () => turn === this.#turn && done();
    this.#synthesis.speak(utterance);
  }

  stop() {
    this.#turn += 1;
    this.#synthesis?.cancel();
  }

  #voice(language) {
    const wanted = plain(language);
    const voices = this.#synthesis?.getVoices() ?? [];
    const related = voices.filter((voice) => plain(voice.lang).split("-")[0] === wanted.split("-")[0]);
    return related.find((voice) => plain(voice.lang) === wanted) ?? related[0] ?? null;
  }
}

function plain(language) {
  return (language || "en-US").toLowerCase().replace("_", "-");
}
