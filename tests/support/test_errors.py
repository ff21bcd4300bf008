"""Domain errors are one family, and know nothing of HTTP."""

from __future__ import annotations

import pytest

from support.errors import NotFound, RamalError, Refused


@pytest.mark.parametrize("kind", [NotFound, Refused])
def test_every_error_is_a_sentence_of_one_family(kind: type[RamalError]) -> None:
    error = kind("there is no ticket 7")
    assert isinstance(error, RamalError)
    assert str(error) == "there is no ticket 7"
    assert not [name for name in vars(kind) if "status" in name or "code" in name]


def test_values_are_kept_apart_from_the_sentence_so_that_it_can_be_translated() -> None:
    error = Refused("%(name)s is not free", name="100 % Bia")
    assert str(error) == "100 % Bia is not free"
    assert (error.sentence, error.values) == ("%(name)s is not free", {"name": "100 % Bia"})


def test_a_sentence_without_values_may_hold_a_percent_sign() -> None:
    assert str(Refused("50 % of them")) == "50 % of them"
