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
