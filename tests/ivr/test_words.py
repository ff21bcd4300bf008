"""What callers say against what a menu offers, in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.words import Choice, answers, choose, normalise, spoken_key, yes_or_no

PORTUGUESE = (
    Choice("1", ("segunda via do boleto", "minha fatura veio errada", "quero pagar minha conta", "billing")),
    Choice("2", ("a internet caiu", "não funciona", "technical")),
    Choice("0", ("quero falar com um atendente", "pessoa", "person")),
)
ENGLISH = (
    Choice("1", ("my bill is wrong", "i want to pay my invoice", "billing")),
    Choice("2", ("it does not work", "my internet is down", "technical")),
    Choice("0", ("talk to a person", "agent", "person")),
)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("quero a segunda via do boleto", "1"),
        ("Fatura!", "1"),
        ("FATURAS", "1"),
        ("é sobre a minha fatura", "1"),
        ("oi, bom dia, queria falar sobre a conta", "1"),
        ("A Internet CAIU de novo", "2"),
        ("minha internet não funciona", "2"),
        ("atendente, por favor", "0"),
        ("quero falar com uma pessoa", "0"),
        ("um", "1"),
        ("opção dois", "2"),
        ("zero", "0"),
        ("2", "2"),
        ("quero", None),
        ("não", None),
        ("minha", None),
        ("um cachorro comeu o jornal", None),
        ("", None),
        ("...", None),
    ],
)
def test_portuguese(said: str, key: str | None) -> None:
    chosen = choose(said, PORTUGUESE)
    assert (PORTUGUESE[chosen.index].key if chosen else None) == key


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("billing", "1"),
        ("I'd like to pay an invoice", "1"),
        ("my internet is down again", "2"),
        ("agent", "0"),
        ("option two please", None),
        ("press two", "2"),
        ("oh", "0"),
        ("seven", None),
        ("the weather is lovely", None),
    ],
)
def test_english(said: str, key: str | None) -> None:
    chosen = choose(said, ENGLISH)
    assert (ENGLISH[chosen.index].key if chosen else None) == key


def test_two_options_that_fit_equally_are_not_guessed() -> None:
    assert choose("my bill and the agent", (Choice("1", ("bill",)), Choice("2", ("agent",)))) is None


def test_the_longer_phrase_wins_when_it_contains_the_other() -> None:
    choices = (Choice("1", ("fatura",)), Choice("2", ("cancelar fatura",)))
    chosen = choose("quero cancelar fatura", choices)
    assert chosen is not None
    assert chosen.index == 1


def test_words_that_say_nothing_count_only_as_a_whole_phrase() -> None:
    choices = (Choice("1", ("sim",)), Choice("2", ("fatura",)))
    assert choose("banana", choices) is None
    assert choose("quero", choices) is None
    chosen = choose("sim, por favor", choices)
    assert chosen is not None
    assert chosen.index == 0


def test_a_menu_without_words_understands_none() -> None:
    assert choose("billing", ()) is None
    assert choose("billing", (Choice("1", ()),)) is None


def test_a_number_counts_only_when_it_is_a_key() -> None:
    assert choose("three", ENGLISH) is None


def test_a_part_of_a_phrase_scores_less_than_the_whole() -> None:
    whole, part = choose("minha fatura veio errada", PORTUGUESE), choose("fatura", PORTUGUESE)
    assert whole is not None
    assert part is not None
    assert part.score < whole.score == 1.0


def test_a_classifiers_score_is_taken_as_it_is() -> None:
    chosen = choose("the modem blinks", (Choice("1", (), 0.2), Choice("2", (), 0.9)))
    assert chosen is not None
    assert (chosen.index, chosen.score) == (1, 0.9)
    assert choose("the modem blinks", (Choice("1", (), 0.88), Choice("2", (), 0.9))) is None
    assert choose("the modem blinks", (Choice("1", (), 0.1), Choice("2", (), 0.6))) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sim", True), ("Sim, isso mesmo", True), ("yes please", True), ("sí", True), ("um", True),
        ("não", False), ("no", False), ("no, that is not right", False), ("não, está errado", False),
        ("two", False), ("talvez", None), ("", None),
    ],
)  # fmt: skip
def test_yes_or_no(said: str, meant: bool | None) -> None:
    assert yes_or_no(said) is meant


@pytest.mark.parametrize("language", ["pt-BR", "pt-PT", "en-US", "es-ES", "fr-FR"])
def test_the_answers_that_are_expected_are_understood(language: str) -> None:
    assert [yes_or_no(answer) for answer in answers(language)] == [True, False]


@given(st.text())
def test_any_text_is_heard_without_an_error(text: str) -> None:
    chosen = choose(text, PORTUGUESE)
    assert chosen is None or 0.72 <= chosen.score <= 1
    assert yes_or_no(text) in (True, False, None)
    assert len(spoken_key(text)) <= 1


@given(st.text(max_size=50))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_huge_text_is_cut_short() -> None:
    assert len(normalise("a" * 1_000_000)) <= 500
