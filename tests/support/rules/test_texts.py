"""Text messages as carriers count them, wishes about messages, and scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules import texts
from support.rules.texts import Asked

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
STAR = "\N{WHITE MEDIUM STAR}"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("ã" * 70, 1),
        ("ã" * 71, 2),
        ("ã" * 134, 2),
        ("ã" * 135, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("\U0001f600" * 35, 1),
        ("\U0001f600" * 36, 2),
        ("\U0001f600" * 66, 2),
        ("\U0001f600" * 67, 3),  # 33 a part: none is cut in two
    ],
)
def test_parts(text: str, parts: int) -> None:
    assert texts.parts(text) == parts


def test_what_fits_stays_as_it_is() -> None:
    assert texts.cut("Olá \U0001f600") == "Olá \U0001f600"


def test_what_does_not_fit_ends_with_a_word_and_dots() -> None:
    plain = texts.cut("word " * 400)
    assert (texts.parts(plain), plain[-8:]) == (10, " word...")
    assert len(plain) > 1500, "three dots of the default alphabet keep the rest in it"
    accented = texts.cut("maçã " * 400)
    assert (texts.parts(accented), accented[-6:]) == (10, " maçã…")


def test_a_picture_is_not_torn() -> None:
    assert texts.cut(FAMILY * 300, 2).removesuffix("…").removesuffix(FAMILY) in [
        FAMILY * n for n in range(40)
    ]


@given(st.text(max_size=3000), st.integers(1, 10))
def test_any_text_fits_after_it_was_cut(text: str, most: int) -> None:
    found = texts.cut(text, most)
    assert texts.parts(found) <= most
    assert len(found) <= texts.LONGEST


@pytest.mark.parametrize(
    ("text", "wish", "language", "by_network"),
    [
        ("STOP", "stop", "en-US", True),
        (" Stop. ", "stop", "en-US", True),
        ("sair", "stop", "pt-BR", False),
        ("SAIR!", "stop", "pt-BR", False),
        ("Baja", "stop", "es-ES", False),
        ("ARRÊTER", "stop", "fr-FR", False),
        ("cancelar", "stop", "pt-BR", False),
        ("START", "start", "en-US", True),
        ("Voltar", "start", "pt-BR", False),
        ("alta", "start", "es-ES", False),
        ("AJUDA?", "help", "pt-BR", False),
        ("help", "help", "en-US", False),
    ],
)
def test_wishes(text: str, wish: texts.Wish, language: str, by_network: bool) -> None:
    found = texts.asked(text)
    assert found
    assert (found.wish, found.language, found.by_network) == (wish, language, by_network)


@pytest.mark.parametrize(
    "text", ["", "please stop calling", "stop it now", "quero cancelar", "5", "\U0001f600"]
)
def test_no_wish(text: str) -> None:
    assert texts.asked(text) is None


def test_the_network_may_have_taken_it_for_one() -> None:
    assert texts.asked("no more please", "STOP") == Asked("stop", "stop", "", True)
    assert texts.asked("sair", "STOP") == Asked("stop", "sair", "pt-BR", True)
    assert texts.asked("hello", "rubbish") is None


@pytest.mark.parametrize(
    ("text", "csat", "nps"),
    [
        ("5", 5, 5),
        (" 5! ", 5, 5),
        ("nota 9", None, 9),
        ("9/10", None, 9),
        ("4 de 5", 4, None),
        ("five", 5, 5),
        ("Five stars", 5, 5),
        ("dez", None, 10),
        ("cinco, obrigado", 5, 5),
        ("tres", 3, 3),
        ("0", None, 0),
        ("zero", None, 0),
        ("11", None, None),
        (STAR * 4, 4, 4),
        (STAR * 6, None, 6),
        ("-3", None, None),
        ("4.5", None, None),
        ("my order 5 is late", None, None),
        ("order five did not come", None, None),
        ("", None, None),
        ("thanks", None, None),
        ("2026", None, None),
    ],
)
def test_scores(text: str, csat: int | None, nps: int | None) -> None:
    assert (texts.score(text, "csat"), texts.score(text, "nps")) == (csat, nps)


@given(st.text(max_size=200), st.sampled_from(["csat", "nps"]))
def test_no_text_raises_and_every_score_is_on_its_scale(text: str, survey: str) -> None:
    found = texts.score(text, survey)
    assert found is None or found in texts.SCALES[survey]
