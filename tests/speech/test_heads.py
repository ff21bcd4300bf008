"""What a head believes of rows that are plainly this or that."""

from __future__ import annotations

import numpy as np
import pytest

from speech.features import Floats, Row
from speech.heads import fit

TERMS = 4


def row(*places: int) -> Row:
    share = 1 / max(len(places), 1) ** 0.5
    return np.array(places, np.int32), np.full(len(places), share, np.float32)


def points(*lines: list[float]) -> Floats:
    return np.array(lines, np.float32)


@pytest.mark.parametrize("probable", [True, False])
@pytest.mark.parametrize("intents", [2, 3])
def test_each_row_is_believed_to_be_its_own(intents: int, probable: bool) -> None:
    rows = [row(number) for number in range(intents) for _ in range(4)]
    head = fit(None, rows, TERMS, [number for number in range(intents) for _ in range(4)], probable)
    for number in range(intents):
        belief = head.belief(None, row(number))
        assert belief.shape == (intents,)
        assert belief.argmax() == number
        assert ((belief >= 0) & (belief <= 1)).all()


@pytest.mark.parametrize("intents", [1, 2, 4])
def test_what_says_nothing_is_believed_to_be_nothing(intents: int) -> None:
    rows = [row(number) for number in range(intents) for _ in range(6)]
    head = fit(None, rows, TERMS, [number for number in range(intents) for _ in range(6)], True)
    assert head.belief(None, row()).sum() < 0.4
    assert head.belief(None, row(0))[0] > 0.7


def test_points_count_beside_the_words() -> None:
    same = [row(0), row(0)]
    head = fit(points([1, 0], [0, 1]), same, TERMS, [0, 1], True)
    assert head.belief(points([1, 0])[0], row(0)).argmax() == 0
    assert head.belief(points([0, 1])[0], row(0)).argmax() == 1


def test_one_row_that_is_two_intents_is_believed_to_be_either() -> None:
    belief = fit(None, [row(0), row(0)], TERMS, [0, 1], True).belief(None, row(0))
    assert belief[0] == pytest.approx(belief[1], abs=1e-3)


def test_rows_without_any_term() -> None:
    belief = fit(None, [row(), row()], TERMS, [0, 1], True).belief(None, row(1))
    assert np.isfinite(belief).all()
