"""Full text search: one row of folded words for each thing that can be found; FTS5 or tsvector finds them.

The same words find the same things in both databases: folding is ours, and the last word may be unfinished.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import Index, Select, String, Text, UniqueConstraint, delete, func, select, text, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base

LONGEST = 100_000  # characters of one thing's words
_WORD = re.compile(r"\w+")


class SearchText(Base):
    """What is looked through for one thing. `kind`: ticket, recording, customer; `ref`: its id."""

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


def keep(session: Session, kind: str, ref: int, words: str) -> None:
    """What this thing is found by from now on."""
    body = folded(words[:LONGEST])
    query = update(SearchText).where(SearchText.kind == kind, SearchText.ref == ref).values(body=body)
    if session.connection().execute(query).rowcount == 0:
        session.connection().execute(plain_insert(SearchText).values(kind=kind, ref=ref, body=body))


def forget(session: Session, kind: str, ref: int) -> None:
    session.connection().execute(delete(SearchText).where(SearchText.kind == kind, SearchText.ref == ref))


def matching(session: Session, kind: str, words: str) -> Select[int]:
    """The refs of what has all of these words; for an `in_`. No words: everything of this kind."""
    query = select(SearchText.ref).where(SearchText.kind == kind)
    wanted = folded(words).split()
    if not wanted:
        return query
    if session.get_bind().dialect.name == "postgresql":
        sought = " & ".join([*wanted[:-1], f"{wanted[-1]}:*"])
        return query.where(
            func.to_tsvector("simple", SearchText.body).op("@@")(func.to_tsquery("simple", sought))
        )
    sought = " ".join([*(f'"{word}"' for word in wanted[:-1]), f'"{wanted[-1]}"*'])
    found = text("SELECT rowid FROM search_words WHERE search_words MATCH :sought").bindparams(sought=sought)
    return query.where(SearchText.id.in_(found))
