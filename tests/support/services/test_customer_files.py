"""What a line of a file says, and whose it is."""

from __future__ import annotations

import csv
import io

import pytest

from support.errors import Refused
from support.services import customer_files, customers
from tests.support.centre import CALLER, OTHER, Centre

LISBON = "+351912345678"


def take(centre: Centre, dry: bool = False, /, **cells: str) -> str:
    row = centre.do(customer_files.understood, cells)
    return centre.do(customer_files.take, row, centre.now, dry=dry)


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


@pytest.mark.parametrize(
    "cells",
    [{"numbers": "none"}, {"tier": "vip"}, {"name": "x" * 121}, {"name": "Rosa", "sms": "perhaps"},
     {"name": "Rosa", "language": "??"}, {"numbers": ",".join(f"+55119{n:08}" for n in range(21))}],
)  # fmt: skip
def test_a_wrong_line_is_refused_and_not_repeated(centre: Centre, cells: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        take(centre, **cells)
    assert not any(cell in str(refusal.value) for cell in cells.values())


def test_whose_it_is_must_be_clear(centre: Centre) -> None:
    take(centre, numbers=CALLER, name="Rosa", external_id="A")
    take(centre, numbers=OTHER, name="Bia", external_id="B")
    for cells in ({"numbers": f"{CALLER},{OTHER}"}, {"numbers": CALLER, "external_id": "B"}):
        with pytest.raises(Refused, match="different customers"):
            take(centre, **cells)
    assert take(centre, external_id="B", numbers=LISBON) == "changed"
    assert centre.do(customers.find, LISBON)[0].name == "Bia"


def test_the_export_has_one_line_for_each(centre: Centre) -> None:
    take(centre, numbers=CALLER, name='R "x"', sms="no")
    take(centre, name="Bia")
    batch, after = centre.do(customer_files.rows, 0)
    assert centre.do(customer_files.rows, after) == ([], after)
    text = b"".join(customer_files.exported(iter([batch]))).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["numbers"], line["name"], line["sms"]) for line in lines] == [
        ("'" + CALLER, 'R "x"', "no"), ("", "Bia", ""),
    ]  # fmt: skip
