"""What words and scores choose: exact first, guesses apart, two that are close together, commands last."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.phrase_book import COMMANDS
from ivr.events import SpeechHeard
from ivr.judging import LIKELY, Candidate, Verdict, judge, trust

MENU = (
    Candidate("1", "a", "1", "billing", (), ("my bill is wrong", "pay an invoice", "invoice")),
    Candidate("2", "b", "2", "technical", (), ("my internet is down",)),
    Candidate("3", "c", "3", "", ("cancel",)),
)
EN = COMMANDS["en-US"]
AGENT, MAIN, REPEAT, BACK = (
    Candidate(name, "x", "", name, EN[name], (), name) for name in ("agent", "main_menu", "repeat", "go_back")
)
ALL = (*MENU, AGENT, MAIN, REPEAT, BACK)
Scores = tuple[tuple[str, float], ...]


def heard(text: str, intents: Scores = (), alternatives: tuple[str, ...] = ()) -> SpeechHeard:
    return SpeechHeard(1, text, 1.0, alternatives, intents)


@pytest.mark.parametrize(
    ("text", "intents", "verdict"),
    [
        # Exact words and numbers decide, whatever a classifier says.
        ("Invoice!", (("technical", 0.9),), Verdict((0,), 1.0, exact=True)),
        ("option two", (("billing", 0.9),), Verdict((1,), 1.0, exact=True)),
        ("billing", (), Verdict((0,), 1.0, exact=True)),
        # A classifier's scores stand for the examples.
        ("the modem blinks", (("technical", 0.9), ("billing", 0.2)), Verdict((1,), 0.9)),
        ("my bill is a bit wrong", (("billing", 0.3),), Verdict((), 0.3)),
        ("blinks", (("technical", 0.5), ("billing", 0.1)), Verdict((1,), 0.5)),
        ("blinks", (("technical", 0.49),), Verdict((), 0.49)),
        # Own words count beside it.
        ("please cancel it", (("technical", 0.3),), Verdict((2,), 1.0)),
        # What is surely something else chooses nothing weaker.
        ("buy a phone", (("sales", 0.8), ("billing", 0.7)), Verdict((), 0.7)),
        ("buy a phone", (("sales", 0.7), ("billing", 0.55)), Verdict((0,), 0.55)),
        ("buy, or cancel", (("sales", 0.8),), Verdict((2,), 1.0)),
        # Two that are close.
        ("the bill and the modem", (("billing", 0.8), ("technical", 0.7)), Verdict((0, 1), 0.8)),
        ("the bill and the modem", (("billing", 0.8), ("technical", 0.65)), Verdict((0,), 0.8)),
        ("hm", (("technical", 0.6), ("billing", 0.52)), Verdict((1, 0), 0.6)),
        ("cancel, or the modem", (("technical", 0.9),), Verdict((2, 1), 1.0)),
    ],
)
def test_with_a_classifier(text: str, intents: Scores, verdict: Verdict) -> None:
    assert judge(heard(text, intents), MENU) == verdict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("well my internet is down again", (1,)),
        ("cancel my invoice", (0, 2)),
        ("the weather", ()),
        ("", ()),
        ("...", ()),
    ],
)
def test_without_a_classifier(text: str, found: tuple[int, ...]) -> None:
    assert judge(heard(text), MENU).found == found


def test_the_longer_phrase_is_no_second_meaning() -> None:
    pair = (Candidate("1", "a", own=("fatura",)), Candidate("2", "b", own=("cancelar fatura",)))
    assert judge(heard("quero cancelar fatura"), pair).found == (1,)
    assert judge(heard("a fatura não chegou"), pair).found == (0,)


def test_two_parts_of_phrases_are_a_guess() -> None:
    pair = (Candidate("1", "a", own=("my bill is late",)), Candidate("2", "b", own=("pay my bill",)))
    assert judge(heard("about the bill"), pair).found == (0, 1)


def test_one_phrase_of_two_options_is_asked_about() -> None:
    pair = (Candidate("1", "a", own=("invoice",)), Candidate("2", "b", own=("invoice",)))
    assert judge(heard("invoice"), pair) == Verdict((0, 1), 1.0, exact=True)


def test_three_that_are_close_are_the_two_best() -> None:
    close = (("a", 0.7), ("b", 0.72), ("c", 0.68))
    three = tuple(Candidate(name, name, intent=name) for name in "abc")
    assert judge(heard("hm", close), three).found == (1, 0)


def test_alternatives_choose_by_their_words() -> None:
    assert judge(heard("in voice", (("technical", 0.2),), ("x", "invoice")), MENU).found == (0,)
    assert judge(heard("hm", (), ("",) * 5 + ("invoice",)), MENU).found == ()


def test_what_is_surely_something_else_is_not_looked_for_in_alternatives() -> None:
    assert judge(heard("buy", (("sales", 0.9),), ("invoice",)), MENU).found == ()


# --- commands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("agent", "agent"),
        ("an agent, please", "agent"),
        ("could i talk to a person about something else", "agent"),
        ("go back to the main menu", "main_menu"),
        ("repeat that please", "repeat"),
        ("again", "repeat"),
        ("go back", "go_back"),
        ("i am an insurance agent", ""),
        ("it is broken again", ""),
        ("i want my money back", ""),
    ],
)
def test_commands(text: str, command: str) -> None:
    found = judge(heard(text), ALL).found
    assert [ALL[index].command for index in found] == ([command] if command else [])


def test_an_option_that_fits_as_well_wins() -> None:
    own = Candidate("9", "d", "9", "person", (), ("an agent",))
    assert judge(heard("an agent"), (AGENT, own)).found == (1,)
    sure = (("billing", 0.9),)
    assert judge(heard("talk to someone about what i owe you", sure), ALL).found == (0,)
    unsure = (("billing", 0.7),)
    assert judge(heard("talk to someone about what i owe you", unsure), ALL).found == (3,)


def test_an_intent_of_a_commands_name_is_no_stranger() -> None:
    assert judge(heard("get me somebody", (("agent", 0.9), ("billing", 0.2))), ALL).found == (3,)


@pytest.mark.parametrize("language", COMMANDS)
def test_every_shipped_phrase_is_its_command(language: str) -> None:
    book = COMMANDS[language]
    all_commands = tuple(Candidate(name, "x", "", name, phrases, (), name) for name, phrases in book.items())
    for index, candidate in enumerate(all_commands):
        for phrase in candidate.own:
            assert judge(heard(phrase), all_commands) == Verdict((index,), 1.0, exact=True), phrase


@pytest.mark.parametrize("language", COMMANDS)
def test_every_language_has_the_same_commands(language: str) -> None:
    assert {name: bool(phrases) for name, phrases in COMMANDS[language].items()} == dict.fromkeys(EN, True)


# --- odd numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, -0.1, 1.1])
def test_odd_numbers_are_none(odd: float) -> None:
    assert trust(odd) == 0.0
    assert judge(heard("hm", (("billing", odd),)), MENU) == Verdict((), 0.0)


names = st.sampled_from(["billing", "technical", "agent", "sales"])


@given(st.text(), st.lists(st.tuples(names, st.floats()), max_size=5), st.lists(st.text(), max_size=3))
def test_any_words_and_scores(text: str, intents: list[tuple[str, float]], others: list[str]) -> None:
    verdict = judge(heard(text, tuple(intents), tuple(others)), ALL)
    assert len(set(verdict.found)) == len(verdict.found) <= 2
    assert all(0 <= index < len(ALL) for index in verdict.found)
    assert 0 <= verdict.score <= 1
    assert not verdict.found or verdict.score >= LIKELY
