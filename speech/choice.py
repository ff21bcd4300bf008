"""Which engine hears a language: what the deployment chose, the flow wishes, and the models allow."""

from __future__ import annotations

import difflib
import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from speech.downloads import OFFERS
from speech.models import base, find, problem, title

if TYPE_CHECKING:
    from speech.recognizer import Model

Engine = Literal["vosk", "twilio", "off"]
_ENGINES: tuple[Engine, ...] = ("vosk", "twilio", "off")
_LANGUAGE = re.compile(r"\*|[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_MODEL = re.compile(r"[/\\~.]|vosk[-_]model", re.IGNORECASE)  # a path, or a package


class ChoiceError(Exception):
    """One line that names the part of RAMAL_SPEECH that was not understood."""


@dataclass(frozen=True)
class Wish:
    """An engine, and for Vosk a model's path or package; "" is whatever is installed."""

    engine: Engine
    model: str = ""


@dataclass(frozen=True)
class Choice:
    """The deployment's choice; languages in lower case."""

    languages: Mapping[str, Wish] = field(default_factory=dict)
    others: Wish = Wish("vosk")

    def of(self, language: str) -> Wish:
        known = language.lower()
        return self.languages.get(known) or self.languages.get(base(known)) or self.others


def parse(text: str) -> Choice:
    """RAMAL_SPEECH: one engine, or `pt=vosk,en=twilio,ko=/path/or/package,*=off`. Raises ChoiceError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) == 1 and "=" not in parts[0]:
        return Choice(others=_wish(parts[0], alone=True))
    wishes: dict[str, Wish] = {}
    for part in parts:
        language, wish = _wish_for(part)
        if language in wishes:
            raise ChoiceError(f"{language} is there twice")
        wishes[language] = wish
    return Choice(wishes, wishes.pop("*", Wish("vosk")))


def _wish_for(part: str) -> tuple[str, Wish]:
    language, equals, wanted = (piece.strip() for piece in part.partition("="))
    if not equals:
        raise ChoiceError(f"{part!r} names no language; write pt={part}")
    if not _LANGUAGE.fullmatch(language):
        raise ChoiceError(f"{language!r} in {part!r} is no language such as pt or pt-BR, and not *")
    return language.lower(), _wish(wanted)


def _wish(word: str, alone: bool = False) -> Wish:
    engine = next((each for each in _ENGINES if each == word.lower()), None)
    if engine:
        return Wish(engine)
    if _MODEL.search(word):
        if alone:
            raise ChoiceError(f"for which language is {word!r}? write pt={word}")
        return Wish("vosk", word)
    near = difflib.get_close_matches(word.lower(), _ENGINES, 1, 0.4)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(_ENGINES)}"
    raise ChoiceError(f"{word!r} is no engine, path or package{hint}")


@dataclass(frozen=True)
class _Ear:
    """What hears a language: a model's folder, or why there is none."""

    path: Path | None
    wrong: str = ""


class Hearing:
    """Made once at start; models are looked for when first asked about, and loaded by `model` or `load`.

    Thread safe. A model that was installed later is found by the next start.
    """

    def __init__(
        self,
        choice: Choice,
        folder: Path,
        load: Callable[[Path], Model] | None = None,
        otherwise: Engine = "off",
    ) -> None:
        """`otherwise` hears languages that have no model, unless the flow wants Vosk."""
        self._choice = choice
        self._folder = folder
        self._load = load or _load_safely
        self._otherwise = otherwise
        self._ears: dict[str, _Ear] = {}
        self._models: dict[Path, Model] = {}
        self._broken: dict[Path, str] = {}
        self._loading = Lock()

    def engine(self, language: str, flow_wish: str = "") -> Engine:
        """Never waits for a model. What the flow says goes before the deployment, unless that says off."""
        chosen = self._choice.of(language).engine
        if "off" in (chosen, flow_wish):
            return "off"
        wanted = flow_wish or chosen
        if wanted == "twilio":
            return "twilio"
        if not self._ear(language).wrong:
            return "vosk"
        return "off" if flow_wish else self._otherwise

    def is_switched_off(self, language: str) -> bool:
        """Nobody is to hear it: the deployment says so."""
        return self._choice.of(language).engine == "off"

    def model(self, language: str) -> Model | None:
        """The loaded model, or None; the first call for a model takes seconds."""
        ear = self._ear(language)
        if ear.path is None or ear.wrong or self._choice.of(language).engine == "off":
            return None
        return self._models.get(ear.path) or self._loaded(ear.path)

    def load(self, languages: Iterable[str]) -> None:
        """Loads what Vosk will hear, so that no caller waits for it and `report` knows what is broken."""
        for language in languages:
            if self.engine(language) == "vosk":
                self.model(language)

    def report(self, languages: Iterable[str]) -> list[tuple[str, Engine, str]]:
        """For each language: who hears it, and a sentence for whoever runs this."""
        return [(language, self.engine(language), self._sentence(language)) for language in languages]

    def _sentence(self, language: str) -> str:
        engine, chosen = self.engine(language), self._choice.of(language).engine
        ear = self._ear(language)
        if engine == "vosk":
            return f"Vosk hears with {title(ear.path)}" if ear.path else "Vosk hears"
        if engine == "twilio":
            return (
                "Twilio hears"
                if chosen == "twilio"
                else f"the exchange hears typed words, no voices: {ear.wrong}"
            )
        return "keys only: switched off by RAMAL_SPEECH" if chosen == "off" else f"keys only: {ear.wrong}"

    def _ear(self, language: str) -> _Ear:
        key = language.lower()
        if key not in self._ears:
            self._ears[key] = self._look(language)
        ear = self._ears[key]
        return replace(ear, wrong=self._broken[ear.path]) if ear.path in self._broken else ear

    def _look(self, language: str) -> _Ear:
        wanted = self._choice.of(language).model
        if importlib.util.find_spec("vosk") is None:
            return _Ear(None, "Vosk is not installed (pip install vosk)")
        path = find(language, self._folder, wanted)
        return _Ear(path, problem(path)) if path else _Ear(None, _none_found(language, wanted))

    def _loaded(self, path: Path) -> Model | None:
        with self._loading:
            if path not in self._models and path not in self._broken:
                try:
                    self._models[path] = self._load(path)
                except Exception as error:  # whatever it is, the keypad goes on
                    self._broken[path] = str(error)
            return self._models.get(path)


def _none_found(language: str, wanted: str) -> str:
    if wanted:
        return f"{wanted} is neither a folder nor an installed package"
    code = base(language)
    if code in OFFERS:
        return f"no model for {code}; python app.py models get {code}"
    return f"no model for {code}; name one in RAMAL_SPEECH, as {code}=FOLDER"


def _load_safely(path: Path) -> Model:
    """Tried in a process of its own first: Vosk may end the process that loads a broken model."""
    from speech.recognizer import Model, ModelError, trial

    wrong = trial(path)
    if wrong:
        raise ModelError(wrong)
    return Model(path)
