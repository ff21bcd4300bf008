"""Text made alike, and what of a text counts."""

from __future__ import annotations

import numpy as np
import pytest

from speech.features import LONGEST, Vocabulary, fold, matrix, normalise


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Quero PAGAR, a conta!! ", "quero pagar a conta"),
        ("What’s my bill?", "what's my bill"),
        ("'quoted' dogs'", "quoted dogs"),
        ("cash_deposit", "cash deposit"),
        ("não", "não"),
        ("na\u0303o", "não"),
        ("... ?!", ""),
        ("\x00\ud800", ""),
        ("", ""),
    ],
)
def test_normalised(said: str, kept: str) -> None:
    assert normalise(said) == kept


def test_who_talks_for_ever_is_cut() -> None:
    assert len(normalise("word " * LONGEST)) <= LONGEST


def test_accents_are_folded() -> None:
    assert fold("não funciona às três") == "nao funciona as tres"


def length(vocabulary: Vocabulary, text: str) -> float:
    return float(np.linalg.norm(vocabulary.row(text)[1]))


def test_a_known_text_has_length_one_and_an_unknown_one_none() -> None:
    vocabulary = Vocabulary.of(["pay my bill", "my line is down"], 1000)
    assert length(vocabulary, "pay my bill") == pytest.approx(1, abs=1e-5)
    assert length(vocabulary, "xyz 42") == 0
    assert length(vocabulary, "") == 0


def test_far_speech_does_not_look_near_by_its_small_words() -> None:
    vocabulary = Vocabulary.of(["pay my bill", "my line is down"], 1000)
    assert 0 < length(vocabulary, "my grandmother's wonderful cake") < 0.6


def test_accents_dropped_make_no_difference() -> None:
    vocabulary = Vocabulary.of(["a ligação não funciona"], 1000)
    with_accents, without = vocabulary.row("não funciona"), vocabulary.row("nao funciona")
    assert np.array_equal(with_accents[0], without[0])
    assert np.array_equal(with_accents[1], without[1])


def test_a_word_and_a_piece_of_it_are_two_terms() -> None:
    assert {"a", "# a "} <= set(Vocabulary.of(["a"], 10).terms)


def test_a_vocabulary_keeps_the_most_frequent_terms() -> None:
    vocabulary = Vocabulary.of(["bill one", "bill two", "bill three"], 5)
    assert len(vocabulary.terms) == 5
    assert "bill" in vocabulary.terms


def test_rows_become_a_matrix() -> None:
    vocabulary = Vocabulary.of(["pay", "bill"], 100)
    rows = [vocabulary.row("pay"), vocabulary.row("xyz"), vocabulary.row("bill")]
    found = matrix(rows, len(vocabulary.terms))
    assert found.shape == (3, len(vocabulary.terms))
    assert np.allclose((found @ found.T).toarray(), np.diag([1, 0, 1]), atol=1e-5)
    assert matrix([], 4).shape == (0, 4)
