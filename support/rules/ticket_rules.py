"""Which end of a call makes or joins a ticket: the first line of the policies' table that fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from flows.policies import Outcome, Rule
from flows.values import words_in

PROMISED = ("voicemail", "callback", "wrap-up")
"""What was said to somebody: it has a ticket, whatever the table says."""
_WORD = re.compile(r"\w+")
_LONGEST_SUBJECT = 80
_ENDINGS: Mapping[str, Outcome] = {
    "abandoned_queue": "abandoned",
    "abandoned_ringing": "missed",
    "after_hours": "after hours",
    "failed": "failed",
}


def choose(
    rules: Sequence[Rule], outcome: Outcome, queue: str, intent: str = "", waited_s: int = 0
) -> Rule | None:
    """The rule that holds. What was promised is never without one: else it opens a ticket."""
    fits = (
        rule
        for rule in rules
        if outcome in _outcomes(rule)
        and rule.queue in (None, queue)
        and rule.intent in (None, intent)
        and waited_s >= rule.waited
    )
    found = next(fits, None)
    if outcome in PROMISED and (found is None or found.do in ("note", "nothing")):
        return Rule(on=outcome, do="open", priority=found.priority if found else "normal")
    return found


def _outcomes(rule: Rule) -> Sequence[Outcome]:
    return rule.on if isinstance(rule.on, list) else (rule.on,)


def ending(outcome: str, gave_up_waiting: bool) -> Outcome | None:
    """The table's word for a call's outcome; None when something was promised already, or somebody helped.

    `gave_up_waiting`: the line did not come to an answer within its time, and the flow offered nothing.
    """
    if outcome in ("contained", "abandoned_menu", "overflow") and gave_up_waiting:
        return "missed"
    return _ENDINGS.get(outcome)


def is_urgent(words: str, urgent: Mapping[str, Sequence[str]], language: str) -> bool:
    """Whether one of the urgent words (or runs of words) of this language was said."""
    said = f" {_folded(words)} "
    listed = words_in({name: "\n".join(each) for name, each in urgent.items()}, language).splitlines()
    return any(f" {wanted} " in said for each in listed if (wanted := _folded(each)))


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold())
    return " ".join(_WORD.findall("".join(each for each in plain if not unicodedata.combining(each))))


def subject(words: Iterable[str], otherwise: str) -> str:
    """The first words heard, in one line of at most 80 characters; cut between words."""
    text = " ".join(" ".join(words).split())
    if not text:
        return otherwise
    if len(text) <= _LONGEST_SUBJECT:
        return text
    cut = text[: _LONGEST_SUBJECT - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
