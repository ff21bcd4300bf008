"""Turning the words of <Say> into sound with espeak-ng where it is installed, and knowing how long they take.

Without espeak-ng nothing is rendered and lengths are estimated, so that calls go on at a believable pace.
"""

import shutil
import subprocess
import threading
from collections import OrderedDict

import structlog

from exchange.audio import mulaw, wav

log = structlog.get_logger()

LONGEST_TEXT = 4000
KEPT = 256
PATIENCE_S = 20
OPTIONS = ("-s", "160", "-b", "1", "--stdin", "--stdout")  # words a minute, UTF-8
# espeak-ng names some voices otherwise than BCP-47 does
VOICES = {"es-mx": "es-419", "es-us": "es-419", "pt-pt": "pt", "zh-cn": "cmn", "en-au": "en-gb"}


class Speech:
    """The exchange's voice. Safe from any thread; one rendering at a time, each text rendered once."""

    def __init__(self, use_espeak: bool | None = None, rate_chars_s: float = 15.0) -> None:
        """use_espeak: None takes it if it is there, False never; rate_chars_s: pace of the estimate."""
        self._program = None if use_espeak is False else shutil.which("espeak-ng")
        self._rate_chars_s = rate_chars_s
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def available(self) -> bool:
        return self._program is not None

    def render(self, text: str, language: str) -> bytes:
        """The words as mu-law; b"" when there is nothing to say or nobody to say it."""
        text = " ".join(text.split())[:LONGEST_TEXT]
        if self._program is None or not text:
            return b""
        # one at a time: many callers hear the same greeting at once, and one espeak-ng already fills a core
        with self._lock:
            key = (text, language.lower())
            if key not in self._kept:
                self._kept[key] = self._speak(self._program, text, language)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def duration_s(self, text: str, language: str) -> float:
        """Length of the rendering, or an estimate by characters."""
        rendered = self.render(text, language)
        return mulaw.seconds(rendered) if rendered else len(" ".join(text.split())) / self._rate_chars_s

    def _speak(self, program: str, text: str, language: str) -> bytes:
        for voice in voices(language):
            sound = _run([program, "-v", voice, *OPTIONS], text)
            if sound:
                return sound
        log.warning("speech_not_rendered", language=language)
        return b""


def voices(language: str) -> list[str]:
    """espeak-ng voices to try for a BCP-47 language, best first: exact, the language at large, English."""
    tag = language.lower() or "en-us"
    tries = [VOICES.get(tag, tag), tag.split("-")[0], "en"]
    return [voice for voice in dict.fromkeys(tries) if voice.replace("-", "").isalnum() and voice[0] != "-"]


def _run(command: list[str], text: str) -> bytes:
    words = text.encode(errors="replace")
    try:
        # the text goes in by stdin and voices are letters and digits, so neither can be an option
        done = subprocess.run(command, input=words, capture_output=True, timeout=PATIENCE_S, check=True)  # noqa: S603
        return wav.read(done.stdout)
    except (OSError, subprocess.SubprocessError, wav.NotWavError):
        return b""
