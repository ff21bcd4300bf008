"""A YAML parser's complaints, put into sentences for people who do not know YAML."""

from __future__ import annotations

import re

from flows.findings import short
from flows.places import Place

# Looked through in order; the library's words are stable across its versions but not documented.
_SENTENCES = (
    ("mapping values are not allowed", "a colon stands where none is expected; put the text in quotes"),
    ("could not find expected ':'", "a key must be followed by a colon and a space"),
    ("unexpected end of stream while scanning a quoted", "a quote was opened and never closed"),
    ("found unexpected end of stream", "a quote was opened and never closed"),
    ("expected <block end>, but found", "this line is not indented like its neighbours"),
    ("did not find expected key", "this line is not indented like its neighbours"),
    ("expected ',' or", "a bracket or brace is not closed, or a comma is missing; "
     "texts that begin with { or [ stand in quotes"),
    ("cannot start any token", "this character cannot stand here; put the text in quotes"),
    ("special characters are not allowed", "there is a character here that cannot be printed; delete it"),
    ("unknown escape", "a backslash in double quotes has a meaning of its own; use single quotes"),
    ("expected alphabetic or numeric character", "& and * have a meaning of their own; use quotes"),
    ("found duplicate anchor", "this & name is used twice"),
)  # fmt: skip


def explain(text: str, place: Place, problem: str) -> tuple[Place, str]:
    """The place and the sentence for a parser's `problem`. Tabs are looked for first: they are invisible."""
    tab = re.search(r"^[ ]*\t", text, re.MULTILINE)
    if tab and text.count("\n", 0, tab.end()) + 1 <= place[0]:
        line = text.count("\n", 0, tab.end()) + 1
        column = tab.end() - tab.start()
        return (line, column), "this line is indented with a tab; YAML wants spaces, two for each level"
    for part, sentence in _SENTENCES:
        if part in problem:
            return place, sentence
    return place, f"this is not YAML that can be read ({short(problem, 120) or 'no reason is known'})"
