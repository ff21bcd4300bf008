"""SIDs look like Twilio's and never repeat."""

from __future__ import annotations

import re

from exchange.sids import new_sid


def test_shape_and_difference() -> None:
    made = {new_sid("CA") for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"CA[0-9a-f]{32}", sid) for sid in made)
