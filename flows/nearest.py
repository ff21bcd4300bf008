"""The nearest right word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

_NEAR = 60.0  # percent alike; below this a suggestion confuses more than it helps


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like `word`, or "" when none is near."""
    # Sorted, so that the same mistake gets the same suggestion whatever set the choices come from.
    found = process.extractOne(
        word, sorted(choices), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR
    )
    return found[0] if found else ""
