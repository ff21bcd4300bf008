"""What is wrong with a flow, or worth a look: values with a place, never exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Weight = Literal["error", "warning", "note"]

# Control characters, halves of surrogate pairs, and what XML (so TwiML and SVG) cannot hold.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` is a sentence without its full stop; `suggestion` the word that was perhaps meant;
    `rule` a short name of what was looked for. Lines and columns count from 1."""

    weight: Weight
    message: str
    file: str
    line: int = 1
    column: int = 1
    suggestion: str = ""
    rule: str = ""

    def __str__(self) -> str:
        hint = f" Did you mean '{self.suggestion}'?" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column}: {self.weight}: {self.message}.{hint}"


def short(word: object, limit: int = 60) -> str:
    """An author's own word, short enough to be quoted in a sentence, without line breaks and without
    characters that a terminal would obey or an SVG could not hold."""
    text = UNPRINTABLE.sub("�", " ".join(str(word).split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def by_place(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of reading, file by file in the order of first mention; each finding once."""
    once = list(dict.fromkeys(findings))
    files = {name: i for i, name in enumerate(dict.fromkeys(f.file for f in once))}
    return tuple(sorted(once, key=lambda f: (files[f.file], f.line, f.column, _ORDER[f.weight], f.message)))


def publishable(findings: Iterable[Finding]) -> bool:
    """A flow that strands a caller is not published: no finding may be an error."""
    return not any(finding.weight == "error" for finding in findings)
