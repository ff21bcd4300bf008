"""What a caller meant: words and a classifier's scores against what can be chosen. No state, no models.

An exact phrase or number decides alone. Where a classifier has judged, its scores stand for the examples and
only an option's own words are compared beside them; where none has, phrases are compared (`ivr.words`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ivr.events import SpeechHeard
from ivr.words import Choice, choose, normalise, spoken_key

CERTAIN = 0.75  # scores from here on are taken as they are
LIKELY = 0.5  # from here on they are asked about; below, not understood
CLOSE = 0.15  # two that are nearer than this are both meant, or neither
FAINT = 0.35  # words that the recogniser trusts less choose nothing unless they are exact
MAX_ALTERNATIVES = 5  # recognisers often have the right words second; more than a few are guesses

# A command inside a sentence is less than an option that surely fits: "talk to someone about my bill".
_INSIDE = 0.85
# One of one or two words is part of many sentences: "an insurance agent".
_LONG, _MORE = 3, 2
_POLITE = frozenset({"please", "por", "favor"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that can be chosen: an option, an intent, or a command (`command`) that is valid anywhere.

    `own` are words written for it alone, `examples` those of its intent.
    """

    label: str
    target: str
    key: str = ""
    intent: str = ""
    own: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    command: str = ""

    @property
    def expected(self) -> tuple[str, ...]:
        """What a recogniser should listen for."""
        return (*self.own, *self.examples)

    @property
    def phrases(self) -> tuple[str, ...]:
        """All that chooses it; the name of its intent too."""
        return (*self.expected, self.intent.replace("_", " ")) if self.intent else self.expected

    @property
    def name(self) -> str:
        """What to call it when asking whether it was meant."""
        # The first phrase is the one that the author thought of first.
        return next(iter(self.phrases), self.key)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Indexes of candidates: none, the one that was meant, or two that are close, the better first.

    `score` is the best one's, also when it was not enough.
    """

    found: tuple[int, ...] = ()
    score: float = 0.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Fit:
    index: int
    score: float
    by_words: bool
    command: bool


def judge(event: SpeechHeard, candidates: Sequence[Candidate]) -> Verdict:
    """The best text decides; the recogniser's alternatives only by their phrases."""
    scores = {name: score for name, score in event.intents if 0 <= score <= 1}
    verdict = _verdict(event.text, candidates, scores)
    # What is certainly something else is not looked for in texts that are less likely.
    if verdict.found or _elsewhere(candidates, scores) >= CERTAIN:
        return verdict
    for text in event.alternatives[:MAX_ALTERNATIVES]:
        other = _verdict(text, candidates, {})
        if other.found:
            return other
    return verdict


def trust(confidence: float) -> float:
    """A recogniser's confidence; what is no number from 0 to 1 is none at all."""
    return confidence if 0 <= confidence <= 1 else 0.0


def _verdict(text: str, candidates: Sequence[Candidate], scores: Mapping[str, float]) -> Verdict:
    plain = normalise(text)
    if not plain:
        return Verdict()
    key = spoken_key(text)
    exact = [index for index, candidate in enumerate(candidates) if _is_exact(plain, key, candidate)]
    if exact:
        # An author's words mean what the author says, also where they are a command elsewhere.
        options = [index for index in exact if not candidates[index].command]
        return Verdict(tuple(options[:2] or exact[:1]), 1.0, exact=True)
    fits = _fits(text, candidates, scores)
    best = fits[0].score if fits else 0.0
    bar = _elsewhere(candidates, scores)
    good = [fit for fit in fits if fit.score >= LIKELY and not fit.score < bar >= CERTAIN]
    if not good:
        return Verdict((), best)
    options_that_fit = [fit for fit in good if not fit.command]
    if good[0].command or len(options_that_fit) == 1:
        return Verdict((good[0].index,), good[0].score)
    return _of_two(text, candidates, options_that_fit[0], options_that_fit[1], bool(scores))


def _of_two(text: str, candidates: Sequence[Candidate], first: _Fit, second: _Fit, judged: bool) -> Verdict:
    one = Verdict((first.index,), first.score)
    # A difference of two scores may be a hair off.
    if first.score - second.score > CLOSE - 1e-9:
        return one
    both = Verdict((first.index, second.index), first.score)
    if not (first.by_words and second.by_words):
        return both
    # Words know more than their scores: "cancel my order" says "cancel" only on the way.
    pair = [_choice(candidates[fit.index], judged) for fit in (first, second)]
    chosen = choose(text, pair)
    # A whole phrase beats a part of another; two parts are a guess.
    if chosen is None or chosen.score < 1:
        return both
    return one if chosen.index == 0 else Verdict((second.index,), second.score)


def _fits(text: str, candidates: Sequence[Candidate], scores: Mapping[str, float]) -> list[_Fit]:
    """Best first; equal ones in the menu's order, commands last."""
    fits = [_fit(index, text, candidate, scores) for index, candidate in enumerate(candidates)]
    return sorted(fits, key=lambda fit: (-fit.score, fit.command, fit.index))


def _fit(index: int, text: str, candidate: Candidate, scores: Mapping[str, float]) -> _Fit:
    choice = _choice(candidate, bool(scores))
    found = choose(text, [choice]) if choice.phrases else None
    words = max(found.score if found else 0.0, _commanded(text, candidate) if candidate.command else 0.0)
    model = scores.get(candidate.intent, 0.0) if candidate.intent else 0.0
    return _Fit(index, max(words, model), words >= model, bool(candidate.command))


def _choice(candidate: Candidate, judged: bool) -> Choice:
    if candidate.command:
        return Choice("", () if judged else candidate.examples)
    return Choice(candidate.key, candidate.own if judged else candidate.phrases)


def _elsewhere(candidates: Sequence[Candidate], scores: Mapping[str, float]) -> float:
    """The score of the best intent when it is none of the candidates', else 0."""
    if not scores:
        return 0.0
    best = max(scores, key=lambda name: scores[name])
    return 0.0 if any(candidate.intent == best for candidate in candidates) else scores[best]


# Only a flow's phrases come here; they are asked for on every turn and never change.
@lru_cache(maxsize=8192)
def _ready(phrase: str) -> str:
    return normalise(phrase)


def _is_exact(plain: str, key: str, candidate: Candidate) -> bool:
    if key and candidate.key == key:
        return True
    return any(_ready(phrase) == plain for phrase in candidate.phrases)


def _commanded(text: str, candidate: Candidate) -> float:
    """How surely a shipped phrase of a command is said inside some more words."""
    # "Again" and "back" are part of many complaints: those count only alone.
    inside = candidate.command in ("agent", "main_menu")
    words = [word for word in normalise(text).split() if word not in _POLITE]
    plain = " ".join(words)
    for ready in map(_ready, candidate.own):
        if ready == plain:
            return 1.0
        length = len(ready.split())
        near = length >= _LONG or (length > 1 and len(words) <= length + _MORE)
        if inside and near and f" {ready} " in f" {plain} ":
            return _INSIDE
    return 0.0
