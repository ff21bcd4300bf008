"""The only door to Vosk: a loaded model, and recognisers that turn a caller's audio into words.

No endpointing and no voice-activity detection: whoever feeds a recogniser decides when an utterance is over.
Vosk is C++ that may end the process over a broken file, so files are looked at before it sees them, and
`python -m speech.recognizer FOLDER` tries a model where nothing else is lost.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import vosk

from speech.models import problem, title

# What models call anything that is not in their vocabulary; most of Vosk's own have the first.
UNKNOWN = "[unk]"
_SILENT = -3  # Kaldi's levels: 0 information, -1 warnings, -2 errors; it writes words into them
_SAMPLE = 2  # bytes
_SETTINGS = (
    # Vosk's small English model, among others, refuses a telephone's rate without it (vosk-api issue 1726).
    ("mfcc.conf", "--allow-upsample=true"),
    # Frames decoded at once, 20 unless told: a quarter cheaper when callers take turns, for each time the
    # network has to come into the cache again. First guesses come no later; with 60 they would.
    ("model.conf", "--frames-per-chunk=42"),
)
_REFUSED = 3  # exit code of a trial that ended in a ModelError
_BARE = re.compile(r"(?<=[:\s\[,])[-+]?(?:nan|inf)(?=[\s,}\]])", re.IGNORECASE)


class ModelError(Exception):
    """A model cannot be used; the message is one line for whoever installed it."""


class EmptyGrammar(ModelError):
    """None of the phrases has a word that the model knows."""


@dataclass(frozen=True)
class Word:
    """Times are seconds from the first sample of the utterance."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class Heard:
    """One utterance. Confidence is the mean of its words', 0 to 1; without words the text is empty, it is 0.

    Under a grammar without `[unk]` Vosk is often sure (1.0) of words that were not said.
    """

    text: str
    confidence: float
    words: tuple[Word, ...]


class Model:
    """One loaded Vosk model, shared by all calls; every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Takes about a second and 300 to 600 MB for a small model. Raises ModelError."""
        wrong = problem(path)
        if wrong:
            raise ModelError(wrong)
        vosk.SetLogLevel(_SILENT)
        self.path = path
        try:
            with _for_telephones(path) as fit:
                self._model = vosk.Model(str(fit))
            self._try_out()
        except Exception as error:
            raise ModelError(f"{path}: Vosk cannot use this model ({error}); fetch it again") from error
        self.unknown = UNKNOWN if self._has(UNKNOWN) else ""
        # A thousand phrases take 12 ms to look up, and every caller of a menu brings the same ones.
        self._remembered = lru_cache(maxsize=128)(self._grammar)

    def grammar(self, phrases: Sequence[str]) -> list[str]:
        """Phrases as Vosk needs them: known words only, each phrase once, `[unk]` last when the model has it.

        Of a phrase with unknown words, the known ones stay as single words. Empty when nothing is left.
        """
        return list(self._remembered(tuple(phrases)))

    def recognizer(self, phrases: Sequence[str] | None, rate: int = 8000) -> Recognizer:
        """Hears only these phrases and their words, in any order; None: open vocabulary. Raises EmptyGrammar.

        A model with a static graph (HCLG.fst, the big ones) hears its whole vocabulary whatever the phrases.
        """
        if phrases is None:
            return Recognizer(vosk.KaldiRecognizer(self._model, float(rate)), rate)
        grammar = self.grammar(phrases)
        if not grammar:
            raise EmptyGrammar(f"{title(self.path)} knows no word of what it should listen for")
        text = json.dumps(grammar, ensure_ascii=False)  # Vosk does not read \\u escapes
        return Recognizer(vosk.KaldiRecognizer(self._model, float(rate), text), rate)

    def _grammar(self, phrases: tuple[str, ...]) -> tuple[str, ...]:
        kept: dict[str, None] = {}
        for phrase in phrases:
            if phrase != UNKNOWN:
                kept.update(dict.fromkeys(self._known(phrase)))
        return (*kept, *filter(None, [self.unknown])) if kept else ()

    def _try_out(self) -> None:
        """Some faults (a missing ivector/final.ie, half a mfcc.conf) only show when audio comes."""
        trial = vosk.KaldiRecognizer(self._model, 8000.0)
        trial.AcceptWaveform(bytes(16000))
        trial.FinalResult()

    def _has(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def _spelling(self, word: str) -> str:
        """The word as the model writes it; empty when it does not know it."""
        return next((each for each in (word.lower(), word, word.upper()) if each and self._has(each)), "")

    def _known(self, phrase: str) -> list[str]:
        """The whole phrase, or its known words."""
        words = [part for token in _tokens(phrase) for part in self._parts(token)]
        spelled = [self._spelling(word) for word in words]
        return [" ".join(spelled)] if spelled and all(spelled) else [word for word in spelled if word]

    def _parts(self, token: str) -> list[str]:
        """A compound that the model does not know is heard as its parts: `check-in`, `l'addition`."""
        return [token] if self._spelling(token) else re.split(r"['-]", token)


@contextmanager
def _for_telephones(path: Path) -> Iterator[Path]:
    """The model's folder, or one of links to it, with settings for many callers at 8 kHz (`_SETTINGS`).

    Files of a model are not ours to change.
    """
    conf = path / "conf" if (path / "conf/mfcc.conf").exists() else path
    changed = {name: _with(conf / name, setting) for name, setting in _SETTINGS if (conf / name).exists()}
    if not any(changed.values()):
        yield path
        return
    with TemporaryDirectory(prefix="ramal-model-") as name:
        links = Path(name)
        within = links / conf.relative_to(path)
        within.mkdir(exist_ok=True)
        for setting, text in changed.items():
            if text:
                (within / setting).write_text(text, encoding="utf-8", errors="surrogateescape")
        for file in (*path.iterdir(), *conf.iterdir()):
            link = links / file.relative_to(path)
            if not link.exists():
                link.symlink_to(file.resolve())
        yield links


def _with(settings: Path, wanted: str) -> str:
    """The settings with one more; "" when they say something about it already."""
    text = settings.read_text(encoding="utf-8", errors="surrogateescape")
    known = wanted if wanted.endswith("=true") else wanted.partition("=")[0]
    return "" if known in text else f"{text.rstrip()}\n{wanted}\n"


def trial(path: Path, within_s: float = 120) -> str:
    """Empty when a process of its own can load this model and hear with it, else one line; takes 1 to 3 s.

    Over some broken files (half a disambig_tid.int is one) Vosk does not fail: it ends the process.
    """
    command = [sys.executable, "-m", __name__, str(path.resolve())]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=Path(__file__).parent.parent, capture_output=True, timeout=within_s, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{path}: could not be tried ({type(error).__name__})"
    if done.returncode == _REFUSED:
        return done.stdout.decode(errors="replace").strip()
    return f"{path}: Vosk breaks down over this model; fetch it again" if done.returncode else ""


class Recognizer:
    """One call's ear for one question. Not for two threads at a time."""

    def __init__(self, engine: Any, rate: int) -> None:
        self._engine = engine
        self._rate = rate
        self._engine.SetWords(True)
        self._done: list[Word] = []
        self._fed = 0  # samples since the beginning
        self._begun = 0  # of them, before this utterance
        self._odd = b""

    def feed(self, pcm: bytes) -> str:
        """16-bit little-endian mono PCM of any length; the text so far, which later audio may change."""
        data = self._odd + pcm
        whole = len(data) - len(data) % _SAMPLE
        self._odd = data[whole:]
        if whole:
            self._fed += whole // _SAMPLE
            # Vosk ends a segment by itself after a silence; an utterance may have several.
            if self._engine.AcceptWaveform(data[:whole]):
                self._done += self._words(self._engine.Result())
        return _text([*(word.text for word in self._done), self._partial()])

    def finish(self) -> Heard:
        """All that was fed since the last finish; afterwards the next utterance can be fed."""
        words = (*self._done, *self._words(self._engine.FinalResult()))
        self._done, self._begun, self._odd = [], self._fed, b""
        confidence = sum(word.confidence for word in words) / len(words) if words else 0.0
        return Heard(_text(word.text for word in words), confidence, words)

    def _partial(self) -> str:
        return str(_parse(self._engine.PartialResult()).get("partial", ""))

    def _words(self, result: str) -> list[Word]:
        before = self._begun / self._rate
        return [
            Word(
                str(each["word"]),
                round(max(0.0, _number(each.get("start")) - before), 3),
                round(max(0.0, _number(each.get("end")) - before), 3),
                min(1.0, max(0.0, _number(each.get("conf")))),
            )
            for each in _parse(result).get("result", [])
            if each["word"] != UNKNOWN
        ]


def _parse(result: str) -> dict[str, Any]:
    """Vosk writes a confidence that is no number as `nan` or `inf`, which is not JSON."""
    try:
        found = json.loads(result)
    except ValueError:
        found = json.loads(_BARE.sub("0", result))
    return found if isinstance(found, dict) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def _text(parts: Iterable[str]) -> str:
    return " ".join(word for part in parts for word in part.split() if word != UNKNOWN)


def _tokens(phrase: str) -> list[str]:
    """Words without punctuation, composed (NFC); apostrophes and hyphens stay inside words."""
    plain = unicodedata.normalize("NFC", phrase).replace("’", "'")
    spaced = "".join(
        char if char in "'-" or unicodedata.category(char)[0] in "LMN" else " " for char in plain
    )
    return [token for token in (word.strip("'-") for word in spaced.split()) if token]


if __name__ == "__main__":
    try:
        Model(Path(sys.argv[1]))
    except ModelError as refused:
        print(refused)
        sys.exit(_REFUSED)
