"""Yes, no, and neither."""

from __future__ import annotations

from datetime import date

import pytest

from ivr.spoken import aloud, read, vocabulary
from ivr.spoken.yes_no import _NEITHER, _NO, _WHOLE, _YES, _YES_AFTER_ALL, answers, yes_or_no

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sim", "yes"), ("isso mesmo", "yes"), ("claro", "yes"), ("não é isso", "no"),
        ("novembro", None), ("não, está errado", "no"), ("no sábado", None), ("é", "yes"),
        ("por que não", "yes"), ("não sei", None), ("sim, não tem problema", "yes"),
        ("quero falar com atendente", None), ("quero", "yes"), ("de jeito nenhum", "no"), ("um", "yes"),
        ("dois", "no"), ("2", "no"), ("uhum", "yes"), ("pois não", "yes"), ("sim não", "no"),
        ("pode ser", "yes"), ("está certo", "yes"), ("tá", "yes"), ("claro que não", "no"),
        ("pode repetir", None),
    ],
)  # fmt: skip
def test_portuguese(said: str, meant: str | None) -> None:
    assert read("yes_no", said, "pt-BR", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes", "yes"), ("no, that's not right", "no"), ("uh huh", "yes"), ("that's right", "yes"),
        ("nope", "no"), ("uh uh", "no"), ("november", None), ("I don't know", None), ("not sure", None),
        ("why not", "yes"), ("of course", "yes"), ("um", None), ("um yes", "yes"),
        ("no problem", "yes"), ("yes and no", "no"), ("it isn't", "no"), ("two", "no"),
        ("nothing", None),
    ],
)  # fmt: skip
def test_english(said: str, meant: str | None) -> None:
    assert read("yes_no", said, "en-US", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sí", "yes"), ("por supuesto", "yes"), ("para nada", "no"), ("no", "no"), ("cómo no", "yes"),
        ("noviembre", None), ("eso es", "yes"), ("no sé", None), ("vale", "yes"),
        ("claro que sí", "yes"), ("qué va", "no"), ("uno", "yes"),
    ],
)  # fmt: skip
def test_spanish(said: str, meant: str | None) -> None:
    assert read("yes_no", said, "es-ES", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes", "yes"), ("oui", None), ("1", "yes"),
    ],
)  # fmt: skip
def test_french(said: str, meant: str | None) -> None:
    assert read("yes_no", said, "fr-FR", TODAY) == meant


@pytest.mark.parametrize("language", ["pt-BR", "pt-PT", "en-US", "es-ES", "fr-FR"])
def test_the_answers_that_are_expected_are_understood(language: str) -> None:
    assert [yes_or_no(answer, language) for answer in answers(language)] == [True, False]
    assert [aloud("yes_no", value, language) for value in ("yes", "no")] == list(answers(language))


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_a_no_outweighs_every_yes(language: str) -> None:
    yes, no = answers(language)
    assert yes_or_no(f"{yes}, {no}", language) is False
    assert yes_or_no(f"{no}, {yes}", language) is False


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_every_phrase_of_a_table_means_what_the_table_says(language: str) -> None:
    for table, meaning in (
        (_YES, True),
        (_YES_AFTER_ALL, True),
        (_WHOLE, True),
        (_NO, False),
        (_NEITHER, None),
    ):
        wrong = [phrase for phrase in table[language] if yes_or_no(phrase, language) is not meaning]
        assert wrong == []


def test_without_a_language_the_words_of_all_count() -> None:
    assert yes_or_no("sim") is True
    assert yes_or_no("por supuesto") is True
    assert yes_or_no("nope") is False
    assert yes_or_no("talvez") is None


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_a_recogniser_can_hear_the_answers(language: str) -> None:
    words = vocabulary("yes_no", language)
    assert set(answers(language)) <= set(words)
    assert all(" " not in word for word in words)


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("sim, eu gostaria de saber como é que eu consigo uma conta", "pt-PT", "yes"),
        ("não, na verdade eu queria falar sobre a minha fatura de março", "pt-BR", "no"),
        ("mostra as últimas transações de um pagamento que não conheço nem fiz ontem", "pt-PT", None),
        ("my luggage was lost so what do i do now", "en-US", None),
        ("i do", "en-US", "yes"), ("make sure bread is on the list", "en-US", None),
        ("how do i make sure my credit does not fall down", "en-US", None),
    ],
)  # fmt: skip
def test_in_a_long_sentence_only_its_ends_answer(said: str, language: str, meant: str | None) -> None:
    assert read("yes_no", said, language, TODAY) == meant
