"""Lines taken together are what they are one by one; whose a line is must be clear."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from support.services import customer_imports, customers
from support.store import search
from support.store.customers import Consent, Customer, CustomerNumber
from tests.support.centre import CALLER, OTHER, Centre
from tests.support.statements import statements

LISBON = "+351912345678"
NUMBERS = ["+5511988880001", "+5511988880002", "+5511988880003", "11 98888-0004", "none"]


def take_all(centre: Centre, lines: list[dict[str, str]], *, dry: bool = False) -> list[str]:
    with centre.store.writing() as session:
        return _taken(session, lines, centre, dry=dry)


def take(centre: Centre, dry: bool = False, /, **cells: str) -> str:
    return take_all(centre, [cells], dry=dry)[0]


@pytest.mark.parametrize("said", ["yes", "Sim", "sí", "1"])
def test_added_then_the_same_then_changed(centre: Centre, said: str) -> None:
    cells = {"numbers": "11 98888-7777 / '+351 912 345 678", "name": "Rosa", "sms": said}
    assert take(centre, True, **cells) == "added"
    assert centre.do(customers.find) == []
    assert take(centre, **cells) == "added"
    assert take(centre, **cells) == "same"
    assert take(centre, **cells | {"sms": "não"}) == "changed"
    assert take(centre, numbers=LISBON, name="", tier="vip") == "changed"
    found = centre.do(customers.find)[0]
    assert (found.name, found.tier, found.numbers) == ("Rosa", "vip", (LISBON, CALLER))
    assert centre.do(customers.consent, LISBON, "sms") is False


def test_whose_it_is_must_be_clear(centre: Centre) -> None:
    take(centre, numbers=CALLER, name="Rosa", external_id="A")
    take(centre, numbers=OTHER, name="Bia", external_id="B")
    for cells in ({"numbers": f"{CALLER},{OTHER}"}, {"numbers": CALLER, "external_id": "B"}):
        assert take(centre, **cells).endswith("different customers")
    assert take(centre, external_id="B", numbers=LISBON) == "changed"
    assert centre.do(customers.find, LISBON)[0].name == "Bia"


def test_of_several_with_the_same_id_the_oldest_is_meant(centre: Centre) -> None:
    with centre.store.writing() as session:
        for name in ("Rosa", "Bia"):
            customers.create(session, {"name": name, "external_id": "A"}, [], None, centre.now)
    lines = [
        {"external_id": "A", "tier": "vip"},
        {"external_id": "A", "name": "Eva", "numbers": CALLER},
        {"external_id": "B", "numbers": CALLER},
        {"external_id": "A", "tier": "gold"},
    ]
    assert take_all(centre, lines) == ["changed"] * 4
    with centre.store.reading() as session:
        rows = list(session.scalars(select(Customer).order_by(Customer.id)))
    assert [(row.name, row.tier, row.external_id, row.version) for row in rows] == [
        ("Eva", "vip", "B", 4), ("Bia", "gold", "A", 2),
    ]  # fmt: skip


def test_who_is_found_afterwards(centre: Centre) -> None:
    take_all(centre, [{"numbers": "+5511988880001", "name": "Rosa"}, {"name": "Bia", "external_id": "X-1"}])
    take(centre, numbers="+5511988880001", name="Lia", external_id="X-2")
    for words, names in (("rosa", []), ("lia", ["Lia"]), ("0001", ["Lia"]), ("x", ["Bia", "Lia"])):
        assert sorted(each.name for each in centre.do(customers.find, words)) == names


def test_a_batch_asks_no_more_when_it_is_longer(centre: Centre) -> None:
    asked = []
    for count, first in ((10, 0), (100, 10)):
        lines = [{"numbers": f"+55119{at:08}", "name": f"N{at}"} for at in range(first, first + count)]
        with statements(centre.store) as seen:
            take_all(centre, lines)
        # SQLite tells the ids of new rows one by one; those are no questions.
        asked.append(sum(not statement.startswith("INSERT INTO customers ") for statement, _ in seen))
    assert asked[0] == asked[1] <= 10


@pytest.mark.parametrize("seed", range(12))
def test_together_is_the_same_as_one_by_one(centre: Centre, seed: int) -> None:
    dice = random.Random(seed)
    lines = [_line(dice) for _ in range(40)]
    with centre.store.writing() as session:
        with session.begin_nested() as savepoint:
            one_by_one = [_taken(session, [line], centre, dry=False)[0] for line in lines]
            kept = _everything(session)
            savepoint.rollback()
        foreseen = _taken(session, lines, centre, dry=True)
        assert _everything(session) == [[], [], [], []]
        together = _taken(session, lines, centre, dry=False)
        assert (together, foreseen) == (one_by_one, one_by_one)
        assert _comparable(_everything(session)) == _comparable(kept)


def _line(dice: random.Random) -> dict[str, str]:
    cells = {
        "numbers": ", ".join(dice.sample(NUMBERS[: dice.choice([4, 4, 4, 5])], dice.choice([0, 1, 1, 2]))),
        "name": dice.choice(["", "Rosa", "Bia"]),
        "tier": dice.choice(["", "", "vip"]),
        "external_id": dice.choice(["", "", "A", "B"]),
        "sms": dice.choice(["", "yes", "no"]),
    }
    return {name: cell for name, cell in cells.items() if cell}


def _taken(session: Any, lines: list[dict[str, str]], centre: Centre, *, dry: bool) -> list[str]:
    said = customer_imports.take(session, lines, centre.now, dry=dry)
    return [each if isinstance(each, str) else each.sentence for each in said]


def _everything(session: Any) -> list[list[tuple[Any, ...]]]:
    session.expire_all()
    queries = (
        select(Customer.name, Customer.tier, Customer.external_id, Customer.version, Customer.id),
        select(CustomerNumber.number, CustomerNumber.customer_id),
        select(Consent.number, Consent.kind, Consent.is_given, Consent.source),
        select(search.SearchText.body, search.SearchText.ref),
    )
    return [[tuple(row) for row in session.execute(query)] for query in queries]


def _comparable(rows: list[list[tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
    """Ids of PostgreSQL go on after a rollback: counted from the first."""
    ids = sorted(row[-1] for row in rows[0])
    place = {each: at for at, each in enumerate(ids)}
    return [
        sorted((*row[:-1], place.get(row[-1], row[-1])) for row in rows[0]),
        sorted((row[0], place[row[1]]) for row in rows[1]),
        sorted(rows[2]),
        sorted((row[0], place[row[1]]) for row in rows[3]),
    ]
