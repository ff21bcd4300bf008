"""What was not understood, what people say it meant, and what flows learn from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.errors import NotFound, Refused
from support.services import learning
from support.services.learning import NOT_AN_INTENT
from support.store import transcripts as store
from tests.support.centre import FLOW, Centre

INTENTS = """intents:
  billing: {en-US: [my bill is wrong], pt-BR: [minha fatura]}
  technical: {en-US: [it does not work], pt-BR: [caiu a internet]}
steps:
"""
TALKS = FLOW.replace("steps:\n", INTENTS, 1)
Said = Callable[..., int]


@pytest.fixture
def said(centre: Centre) -> Said:
    """An utterance of a call to a flow with intents; returns its id."""
    centre.publish(TALKS)
    centre.begin()

    def add(text: str = "the bill thing", result: str = "rejected", **values: Any) -> int:
        facts = {
            "call_id": centre.row().id, "flow": "acme", "step": "main", "language": "en-US", "text": text,
            "confidence": 0.8, "intent": "billing", "score": 0.4, "result": result, "seq": 1,
            "at": centre.now,
        }  # fmt: skip
        with centre.store.writing() as session:
            row = store.Utterance(**{**facts, **values})
            session.add(row)
            session.flush()
            return row.id

    return add


def label(centre: Centre, utterance_id: int, intent: str) -> None:
    centre.do(learning.label, utterance_id, intent, "Ana", centre.later(1))


def review(centre: Centre, flow: str = "", **wanted: Any) -> list[int]:
    with centre.store.reading() as session:
        return [line.id for line in learning.review(session, flow, **wanted)]


@pytest.mark.parametrize(
    ("result", "shown"),
    [("rejected", True), ("unsure", True), ("corrected", True), ("matched", False), ("command", False)],
)
def test_what_was_understood_needs_nobody(centre: Centre, said: Said, result: str, shown: bool) -> None:
    utterance = said(result=result)
    assert review(centre) == ([utterance] if shown else [])
    with centre.store.reading() as session:
        assert learning.waiting(session) == ({"acme": 1} if shown else {})


def test_the_newest_come_first_by_flow_and_not_too_many(centre: Centre, said: Said) -> None:
    first, second, other = said(), said(), said(flow="other")
    assert review(centre) == [other, second, first]
    assert review(centre, "acme") == [second, first]
    assert review(centre, limit=1) == [other]
    with centre.store.reading() as session:
        assert learning.waiting(session) == {"acme": 2, "other": 1}


def test_a_label_says_who_and_takes_it_from_those_that_wait(centre: Centre, said: Said) -> None:
    utterance = said()
    label(centre, utterance, "technical")
    assert review(centre) == []
    with centre.store.reading() as session:
        [line] = learning.review(session, labelled=True)
        assert (line.label, line.labelled_by, line.intent) == ("technical", "Ana", "billing")
    label(centre, utterance, "")
    assert review(centre, labelled=True) == []
    assert review(centre) == [utterance]
    with centre.store.reading() as session:
        assert learning.review(session)[0].labelled_by == ""


def test_a_label_is_an_intent_of_the_newest_version_or_none_of_them(centre: Centre, said: Said) -> None:
    utterance = said()
    with pytest.raises(Refused, match="billing, technical"):
        label(centre, utterance, "tecnical")
    label(centre, utterance, NOT_AN_INTENT)
    with pytest.raises(NotFound, match="4711"):
        label(centre, 4711, "billing")
    centre.publish(FLOW)
    with pytest.raises(Refused, match="none"):
        label(centre, utterance, "billing")


@pytest.mark.parametrize(("flow", "intents"), [("acme", ("billing", "technical")), ("nothing", ())])
def test_intents_of_a_flow(centre: Centre, said: Said, flow: str, intents: tuple[str, ...]) -> None:
    with centre.store.reading() as session:
        assert learning.intents(session, flow) == intents


def test_labelled_words_are_examples_in_their_language(centre: Centre, said: Said) -> None:
    label(centre, said("the bill thing"), "billing")
    label(centre, said("a conta", language="pt-BR"), "billing")
    label(centre, said("nice weather"), NOT_AN_INTENT)
    said("nobody labelled this")
    label(centre, said("no internet"), "technical")
    with centre.store.reading() as session:
        assert learning.examples(session, "acme") == {
            "en-US": {"billing": ["the bill thing"], "technical": ["no internet"]},
            "pt-BR": {"billing": ["a conta"]},
        }
        assert learning.examples(session, "other") == {}


def test_examples_wait_for_the_next_version(centre: Centre, said: Said) -> None:
    label(centre, said(), "billing")
    label(centre, said(), NOT_AN_INTENT)
    with centre.store.reading() as session:
        assert learning.joining(session) == {"acme": 1}
    centre.later(1)
    centre.publish(TALKS)
    with centre.store.reading() as session:
        assert learning.joining(session) == {}


def test_pages_are_told_of_a_label(centre: Centre, said: Said) -> None:
    heard: list[str] = []
    utterance = said()
    centre.store.listener = heard.extend
    label(centre, utterance, "billing")
    assert "speech" in heard
