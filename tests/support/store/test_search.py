"""Full text search finds the same on both databases: whole words, without accents, the last unfinished."""

from __future__ import annotations

import pytest

from support.store import search
from support.store.base import Store


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("joao", [1]), ("JOÃO", [1]), ("fatura", []), ("inter", [2]), ("via joao", [1]), ("", [1, 2]),
        ("internet joao", []), ('"; drop table --', []), ("segunda v", [1]), ("OR", []), ("in* OR joao", []),
        ("\0joao", [1]),
    ],
)  # fmt: skip
def test_found(store: Store, words: str, found: list[int]) -> None:
    with store.writing() as session:
        search.keep(session, "ticket", 1, "João reclama da fatura")
        search.keep(session, "ticket", 2, "Maria: a internet caiu")
        search.keep(session, "recording", 3, "joao internet")
        search.keep(session, "ticket", 1, "João pede segunda via")
        search.keep(session, "ticket", 4, "joao internet")
        search.forget(session, "ticket", 4)
    with store.reading() as session:
        assert sorted(session.scalars(search.matching(session, "ticket", words))) == found
