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


@pytest.mark.parametrize(
    "words", ["+55 11 98888-7777", "(11) 98888-7777", "011 98888 7777", "7777", "98888", "ana 988887777"]
)
def test_a_number_is_found_by_any_end_however_it_is_written(store: Store, words: str) -> None:
    with store.writing() as session:
        search.keep(session, "ticket", 1, "1001 Ana +5511988887777")
        search.keep(session, "ticket", 2, "1002 Ana +5511988886666")
    with store.reading() as session:
        found = sorted(session.scalars(search.matching(session, "ticket", words)))
    assert found == ([1, 2] if words == "98888" else [1])


def test_a_ticket_number_is_no_part_of_a_telephone_number(store: Store) -> None:
    with store.writing() as session:
        search.keep(session, "ticket", 1, "1001 Ana")
    with store.reading() as session:
        assert list(session.scalars(search.matching(session, "ticket", "001"))) == []
