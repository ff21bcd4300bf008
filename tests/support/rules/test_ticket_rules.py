"""The table from what happened to what is made of it; urgency and subject lines from words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policies import Outcome, Rule
from support.rules import ticket_rules
from support.rules.ticket_rules import choose, ending, is_urgent, subject

TABLE = [
    Rule(on="voicemail", queue="vip", priority="high"),
    Rule(on=["voicemail", "callback"], do="join or open"),
    Rule(on="abandoned", waited=30, priority="low"),
    Rule(on="missed", intent="cancel", do="open"),
    Rule(on="missed", do="note"),
    Rule(on="wrap-up", do="nothing", priority="low"),
]


@pytest.mark.parametrize(
    ("outcome", "facts", "line"),
    [
        ("voicemail", {"queue": "vip"}, 0),
        ("voicemail", {"queue": "billing"}, 1),
        ("callback", {"queue": "vip"}, 1),
        ("abandoned", {"queue": "vip", "waited_s": 30}, 2),
        ("abandoned", {"queue": "vip", "waited_s": 29}, None),
        ("missed", {"queue": "vip", "intent": "cancel"}, 3),
        ("missed", {"queue": "vip"}, 4),
        ("failed", {"queue": "vip"}, None),
    ],
)
def test_the_first_line_that_fits(outcome: Outcome, facts: dict[str, object], line: int | None) -> None:
    found = choose(TABLE, outcome, **facts)  # type: ignore[arg-type]
    assert found == (TABLE[line] if line is not None else None)


@pytest.mark.parametrize("outcome", ticket_rules.PROMISED)
@pytest.mark.parametrize("table", [[], TABLE[5:], [Rule(on=["voicemail", "callback"], do="note")]])
def test_what_was_promised_always_has_a_ticket(outcome: Outcome, table: list[Rule]) -> None:
    found = choose(table, outcome, "billing")
    assert found
    assert found.do == "open"


@pytest.mark.parametrize(
    ("outcome", "gave_up", "word"),
    [
        ("answered", True, None),
        ("callback", True, None),
        ("voicemail", False, None),
        ("transferred_out", True, None),
        ("contained", False, None),
        ("contained", True, "missed"),
        ("abandoned_menu", False, None),
        ("abandoned_menu", True, "missed"),
        ("abandoned_queue", False, "abandoned"),
        ("abandoned_ringing", False, "missed"),
        ("after_hours", False, "after hours"),
        ("failed", False, "failed"),
    ],
)
def test_how_a_call_s_end_is_called(outcome: str, gave_up: bool, word: str | None) -> None:
    assert ending(outcome, gave_up) == word


URGENT = {"pt-BR": ["urgente", "socorro"], "en-US": ["urgent", "right now"]}


@pytest.mark.parametrize(
    ("words", "language", "is_so"),
    [
        ("É URGENTE, por favor", "pt-BR", True),
        ("nada urgentemente", "pt-BR", False),
        ("come right now please", "en-US", True),
        ("right, not now", "en-US", False),
        ("urgente", "en-GB", False),
        ("urgent", "en-GB", True),
        ("", "pt-BR", False),
    ],
)
def test_urgency(words: str, language: str, is_so: bool) -> None:
    assert is_urgent(words, URGENT, language) is is_so


def test_nothing_is_urgent_without_words() -> None:
    assert not is_urgent("urgente", {}, "pt-BR")


def test_a_subject_line() -> None:
    assert subject(["my  bill", "is wrong"], "Voicemail") == "my bill is wrong"
    assert subject(["", "  "], "Voicemail") == "Voicemail"
    assert subject(["word " * 40], "") == "word " * 14 + "word…"


@given(st.lists(st.text()))
def test_a_subject_is_one_short_line(words: list[str]) -> None:
    line = subject(words, "Voicemail")
    assert line
    assert len(line) <= 80
    assert "\n" not in line
