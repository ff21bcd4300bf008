"""Phrases to learn from and to be judged by: the shared sets (JSON lines), anybody's CSV files, drawn menus.

Nothing here is part of the product; the shared texts are read where they lie and are never committed.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OOS = "oos"  # the intent of what is to be rejected
FOLDER = Path(__file__).parents[2] / "shared" / "data" / "intents"
COLUMNS = ("text", "intent")

Examples = Mapping[str, Sequence[str]]


class Unusable(Exception):
    """A file of phrases that cannot be used; the message tells a person what to do."""


@dataclass(frozen=True)
class Phrase:
    text: str
    intent: str


@dataclass(frozen=True)
class Draw:
    """One menu: what it learns from, and the intents whose callers ring here by mistake."""

    examples: Examples
    others: frozenset[str]


def shared(folder: Path, name: str) -> list[Phrase]:
    """The phrases of `NAME.jsonl.gz`. Raises Unusable where it is not."""
    path = folder / f"{name}.jsonl.gz"
    if not path.is_file():
        raise Unusable(f"no {path.name} in {folder}: name the folder of the shared sets with --data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Phrase(row["text"], row["intent"]) for row in map(json.loads, lines)]


def from_csv(path: Path) -> list[Phrase]:
    """The rows of a UTF-8 CSV file with the columns `text` and `intent`. Raises Unusable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            found = [column.strip() for column in reader.fieldnames or ()]
            reader.fieldnames = found
            missing = [column for column in COLUMNS if column not in found]
            if missing:
                told = ", ".join(found) or "none"
                raise Unusable(f"{path}: no column called {' or '.join(missing)}; its first line has {told}")
            rows = [Phrase((row["text"] or "").strip(), (row["intent"] or "").strip()) for row in reader]
    except FileNotFoundError as error:
        raise Unusable(f"{path}: there is no such file") from error
    except OSError as error:
        raise Unusable(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise Unusable(f"{path}: not a CSV file ({error})") from error
    return _complete(path, rows)


def _complete(path: Path, rows: list[Phrase]) -> list[Phrase]:
    if not rows:
        raise Unusable(f"{path}: no phrases")
    for number, row in enumerate(rows, start=1):
        if not row.text or not row.intent:
            raise Unusable(f"{path}: phrase {number} has no {'intent' if row.text else 'text'}")
    return rows


def grouped(phrases: Sequence[Phrase]) -> dict[str, list[str]]:
    """Intent to texts, without what is to be rejected."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        if phrase.intent != OOS:
            found.setdefault(phrase.intent, []).append(phrase.text)
    return found


def menus(phrases: Sequence[Phrase], draws: int, options: int = 8, examples: int = 8) -> Iterator[Draw]:
    """The same menus in every run; `others` are 71 intents, as where these sets were measured first."""
    known = grouped(phrases)
    for number in range(draws):
        chance = random.Random(7000 + number)
        chosen = chance.sample(sorted(known), options)
        others = [intent for intent in sorted(known) if intent not in chosen]
        taken = {intent: chance.sample(known[intent], examples) for intent in chosen}
        yield Draw(taken, frozenset(chance.sample(others, min(71, len(others)))))


def split(phrases: Sequence[Phrase], examples: int, seed: int) -> tuple[Examples, list[Phrase]]:
    """So many examples of each intent at random, and the rest to be judged by."""
    chance = random.Random(seed)
    taken: dict[str, list[str]] = {}
    rest: list[Phrase] = []
    for intent, texts in grouped(phrases).items():
        mixed = chance.sample(texts, len(texts))
        taken[intent] = mixed[:examples]
        rest += [Phrase(text, intent) for text in mixed[examples:]]
    return taken, rest
