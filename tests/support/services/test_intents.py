"""Classifiers by version and language: what they are trained from, where they are kept, and doing without."""

from __future__ import annotations

import pytest

from support.services import intents, learning, publishing
from support.services.intents import IntentShelf
from support.store import flows as flow_store
from support.store import transcripts
from support.store.base import Session, Store
from tests.support.centre import CALLED, NOON, Centre, parsed

FLOW = f"""
ramal: 1
flow: acme
title: Acme
numbers: ["{CALLED}"]
languages: [en-US, pt-BR]
timezone: UTC
start: main
intents:
  billing:
    en-US: [my bill is wrong, i want to pay my invoice, a charge i do not know]
    pt-BR: [minha fatura veio errada, quero pagar a conta]
  technical:
    en-US: [the internet is down, my modem does not start, it is very slow]
    pt-BR: [a internet caiu, o modem não liga]
steps:
  main:
    menu: Well?
    input: keypad and speech
    options:
      - {{key: "1", intent: billing, next: hang up}}
      - {{key: "2", intent: technical, next: hang up}}
"""


def best(scores: intents.Scores) -> str:
    return scores[0][0] if scores and scores[0][1] >= 0.5 else ""


def newest_id(centre: Centre) -> int:
    with centre.store.reading() as session:
        row = flow_store.newest(session, "acme")
    assert row
    return row.id


def test_examples_are_the_authors_by_language() -> None:
    found = intents.examples_of(parsed(FLOW))
    assert list(found) == ["en-US", "pt-BR"]
    assert found["pt-BR"]["technical"] == ["a internet caiu", "o modem não liga"]


def test_what_people_labelled_joins_them_as_long_as_its_intent_is_there() -> None:
    learned = {
        "en-US": {"billing": ["the paper with the money"], "gone": ["old words"]},
        "fr-FR": {"billing": ["x"]},
    }
    found = intents.examples_of(parsed(FLOW), learned)
    assert found["en-US"]["billing"][-1] == "the paper with the money"
    assert "gone" not in found["en-US"]
    assert "fr-FR" not in found


def test_a_sub_flow_brings_its_own_examples() -> None:
    outer = parsed(FLOW)
    inner = parsed(FLOW.replace("my bill is wrong", "inner words").replace("flow: acme", "flow: inner"))
    outer.subflows["inner"] = inner
    assert "inner words" in intents.examples_of(outer)["en-US"]["billing"]


def test_a_flow_without_intents_has_no_classifier() -> None:
    flow = parsed(FLOW[: FLOW.index("intents:")] + "steps: {main: {hang up: Bye}}")
    assert intents.train_for(flow) == {}
    assert intents.classifier_of(flow)("en-US", "anything") == ()


def test_a_version_is_judged_by_its_own_classifier(store: Store) -> None:
    centre = Centre(store)
    publishing.publish(store, parsed(FLOW), FLOW, "test", NOON)
    shelf, version = IntentShelf(), newest_id(centre)
    with store.reading() as session:
        assert best(shelf.scores(session, version, "en-US", "there is a mistake on my bill")) == "billing"
        assert best(shelf.scores(session, version, "pt-BR", "minha internet não funciona")) == "technical"
        assert best(shelf.scores(session, version, "en-US", "who won the football game")) == ""
        assert shelf.scores(session, version, "es-ES", "mi factura") == ()
        assert shelf.get(session, version, "en-US") is shelf.get(session, version, "en-US")


def test_a_version_from_before_has_none(store: Store) -> None:
    centre = Centre(store)
    centre.publish(FLOW)
    with store.reading() as session:
        assert IntentShelf().scores(session, newest_id(centre), "en-US", "my bill is wrong") == ()


def test_a_damaged_classifier_is_done_without(store: Store) -> None:
    centre = Centre(store)
    centre.publish(FLOW)
    centre.do(store_model, newest_id(centre), b"no model at all")
    with store.reading() as session:
        assert IntentShelf().scores(session, newest_id(centre), "en-US", "my bill is wrong") == ()


def store_model(session: Session, version_id: int, data: bytes) -> None:
    transcripts.keep_model(session, version_id, "en-US", data)


@pytest.mark.parametrize("words", ["", "   ", "!!!", "\x00", "x" * 10_000])
def test_odd_words_are_no_trouble(words: str) -> None:
    assert isinstance(intents.classifier_of(parsed(FLOW))("en-US", words), tuple)


def test_labelled_words_count_from_the_next_publish_on(store: Store) -> None:
    centre = Centre(store)
    publishing.publish(store, parsed(FLOW), FLOW, "test", NOON)
    centre.begin()
    row = store_utterance(centre, "the green lamp blinks twice")
    centre.do(learning.label, row, "technical", "Sofia", NOON)
    shelf = IntentShelf()
    with store.reading() as session:
        before = dict(shelf.scores(session, newest_id(centre), "en-US", "the green lamp blinks twice"))
    publishing.publish(store, parsed(FLOW), FLOW, "test", NOON)
    with store.reading() as session:
        after = dict(shelf.scores(session, newest_id(centre), "en-US", "the green lamp blinks twice"))
    assert before["technical"] < 1
    assert after["technical"] == 1


def store_utterance(centre: Centre, text: str) -> int:
    row = transcripts.Utterance(
        call_id=centre.row().id,
        flow="acme",
        step="main",
        language="en-US",
        text=text,
        confidence=0.9,
        result="rejected",
        seq=1,
        at=NOON,
    )
    with centre.store.writing() as session:
        session.add(row)
        session.flush()
        return row.id


def test_how_intents_are_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert intents.found_by() == "by meaning and words"
    monkeypatch.setattr("speech.encoder.find_spec", lambda _: None)
    assert intents.found_by().startswith("by words alone")
    intents.warm_up()


def test_without_the_encoder_a_flow_is_published_and_words_are_judged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speech.encoder.find_spec", lambda _: None)
    flow = parsed(FLOW.replace("a charge i do not know", "a charge nobody knows"))
    judge = intents.classifier_of(flow)
    assert best(judge("en-US", "i want to pay an invoice")) == "billing"
