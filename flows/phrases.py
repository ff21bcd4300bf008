"""Sentences that the engine and the wait document say on their own, in each language that is shipped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.message_phrases import PARTS
from flows.phrase_book import BOOK

DEFAULT_LANGUAGE = "en-US"
LANGUAGES = tuple(BOOK)
NAMES = tuple(BOOK[DEFAULT_LANGUAGE])

_SPACED = frozenset({"number", "digits"})  # read out digit by digit


def phrase(name: str, language: str, **values: object) -> str:
    """A shipped sentence with its values filled in. An unknown language gets its nearest, then English.

    Raises KeyError for an unknown name; a missing value is left empty, since a caller is listening.
    """
    # "1 minutes" is the first thing that callers would notice.
    if name == "queue_wait" and str(values.get("minutes")) in ("0", "1"):
        name = "queue_wait_one"
    return _filled(BOOK[nearest_language(language)][name], values)


def part(name: str, language: str, **values: object) -> str:
    """A part of a sentence in the same way: a ticket's state, a scale."""
    return _filled(PARTS[nearest_language(language)][name], values)


def _filled(text: str, values: Mapping[str, object]) -> str:
    # One pass: braces inside a value (a name that a caller's record holds) are never filled in turn.
    filled = {key: spaced(str(value)) if key in _SPACED else str(value) for key, value in values.items()}
    return re.sub(r"\{(\w+)\}", lambda match: filled.get(match[1], ""), text)


def nearest_language(language: str) -> str:
    """The shipped language closest to one: itself, then one of the same tongue, then English."""
    if language in BOOK:
        return language
    tongue = language.split("-")[0].lower()
    return next((name for name in BOOK if name.split("-")[0] == tongue), DEFAULT_LANGUAGE)


def spaced(text: str) -> str:
    """Digits apart, so that a voice reads them one by one: +5511 is `5 5 1 1`. Commas are short rests."""
    return ", ".join(" ".join(char for char in group if char.isdigit()) for group in text.split(","))
