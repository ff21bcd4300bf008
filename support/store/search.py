"""Full text search: one row of folded words for each thing that can be found; FTS5 or tsvector finds them.

The same words find the same things in both databases: folding is ours, and the last word may be unfinished.
A telephone number is found by any four or more of its digits, however they are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    Insert,
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from support.store.base import Base

LONGEST = 100_000  # characters of one thing's words
# A row's id is the id of its thing and this: a hit of the index says what was found without another look.
KINDS = {"ticket": 0, "recording": 1, "customer": 2, "call": 3}
_APART = 8
_NUMBER, _TAIL = range(8, 16), 4  # digits of a telephone number, and of the shortest part that finds it
COMMON = 3000  # so many things have a common word
_WORD = re.compile(r"\w+")


class SearchText(Base):
    """What is looked through for one thing. `kind`: one of KINDS; `ref`: its id."""

    __tablename__ = "search_texts"
    __table_args__ = (UniqueConstraint("kind", "ref"), Index("ix_search_texts_ref", "ref"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    ref: Mapped[int]
    body: Mapped[str] = mapped_column(Text)


def folded(words: str) -> str:
    """Lower case, without accents, so that `Joao` finds João."""
    plain = unicodedata.normalize("NFKD", words.replace("\0", " ").casefold())
    return " ".join(_WORD.findall("".join(each for each in plain if not unicodedata.combining(each))))


def body_of(words: str) -> str:
    """What is looked through: folded words, and the ends of telephone numbers."""
    found = folded(words[:LONGEST])
    numbers = {word for word in found.split() if word.isdecimal() and len(word) in _NUMBER}
    return " ".join([found, *(tail for number in sorted(numbers) for tail in _tails(number))])


def sought(words: str) -> list[str]:
    """The words that must all be there, the last of them perhaps unfinished."""
    found = folded(words).split()
    digits = "".join(found)
    return [digits.lstrip("0") or digits] if digits.isdecimal() and len(digits) >= _NUMBER[0] else found


def row_id(kind: str, ref: int) -> int:
    return ref * _APART + KINDS[kind]


def keep(session: Session, kind: str, ref: int, words: str) -> None:
    """What this thing is found by from now on."""
    body = body_of(words)
    query = update(SearchText).where(SearchText.kind == kind, SearchText.ref == ref).values(body=body)
    if session.connection().execute(query).rowcount == 0:
        session.connection().execute(_new(kind, ref, body))


def keep_all(session: Session, kind: str, words: Mapping[int, str]) -> None:
    """The same for many things at once, by their refs."""
    rows = [
        {"id": row_id(kind, ref), "kind": kind, "ref": ref, "body": body_of(each)}
        for ref, each in words.items()
    ]
    connection = session.connection()
    connection.execute(delete(SearchText).where(SearchText.id.in_([row["id"] for row in rows])))
    if rows:
        connection.execute(insert(SearchText), rows)


def forget(session: Session, kind: str, ref: int) -> None:
    session.connection().execute(delete(SearchText).where(SearchText.kind == kind, SearchText.ref == ref))


def matching(session: Session, kind: str, words: str) -> Select[int]:
    """The refs of what has all of these words; for an `in_`. No words: everything of this kind."""
    wanted = sought(words)
    if not wanted:
        return select(SearchText.ref).where(SearchText.kind == kind)
    if session.get_bind().dialect.name == "postgresql":
        return select(SearchText.ref).where(SearchText.kind == kind, _has(wanted))
    query = " ".join([*(f'"{word}"' for word in wanted[:-1]), f'"{wanted[-1]}"*'])
    # The index alone answers: of a common word there are as many rows as things.
    rows = text("SELECT rowid AS id FROM search_words WHERE search_words MATCH :query").bindparams(
        query=query
    )
    ids = rows.bindparams(query=query).columns(id=Integer).subquery("found")
    return select(ids.c.id // _APART).where(ids.c.id % _APART == KINDS[kind])


def each(
    session: Session, kind: str, ref: ColumnElement[int] | InstrumentedAttribute[int], words: str
) -> ColumnElement[bool] | None:
    """Whether the thing of this `ref` has all of these words, asked of one after the other; None: do not.

    The better question where most have them, which otherwise were all to be found for the first few.
    """
    wanted = sought(words)
    if not wanted or session.get_bind().dialect.name != "postgresql":
        return None
    hits = select(SearchText.ref).where(SearchText.kind == kind, _has(wanted)).limit(COMMON).subquery()
    if (session.scalar(select(func.count()).select_from(hits)) or 0) < COMMON:
        return None
    return exists().where(SearchText.id == ref * _APART + KINDS[kind], _has(wanted))


def _has(wanted: list[str]) -> ColumnElement[bool]:
    """PostgreSQL's own way; the column is in no model, as SQLite has none."""
    query = " & ".join([*wanted[:-1], f"{wanted[-1]}:*"])
    words: ColumnElement[Any] = literal_column("search_texts.words")
    return words.op("@@", is_comparison=True)(func.to_tsquery("simple", query))


def _new(kind: str, ref: int, body: str) -> Insert:
    return insert(SearchText).values(id=row_id(kind, ref), kind=kind, ref=ref, body=body)


def _tails(number: str) -> list[str]:
    return [number[start:] for start in range(1, len(number) - _TAIL + 1)]
