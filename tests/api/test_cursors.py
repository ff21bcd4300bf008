"""Places in a list: opaque, good for their own list alone."""

from __future__ import annotations

import pytest

from api import cursors
from api.problems import Trouble

MADE = cursors.made


def test_there_and_back() -> None:
    assert cursors.read("ticket", MADE("ticket", 17)) == 17
    assert cursors.read("ticket", "") is None


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "é", MADE("call", 17), MADE("ticket", 0), MADE("ticket", 2**31)]
)
def test_a_cursor_of_elsewhere(cursor: str) -> None:
    with pytest.raises(Trouble):
        cursors.read("ticket", cursor)
