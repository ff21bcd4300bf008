"""What a line of a file says, and how customers are written into one."""

from __future__ import annotations

import csv
import io

import pytest

from support.errors import Refused
from support.services import customer_files, customer_imports
from tests.support.centre import CALLER, Centre


@pytest.mark.parametrize(
    "cells",
    [{"numbers": "none"}, {"tier": "vip"}, {"name": "x" * 121}, {"name": "Rosa", "sms": "perhaps"},
     {"name": "Rosa", "language": "??"}, {"numbers": ",".join(f"+55119{n:08}" for n in range(21))}],
)  # fmt: skip
def test_a_wrong_line_is_refused_and_not_repeated(cells: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        customer_files.understood(cells, ["BR"])
    assert not any(cell in str(refusal.value) for cell in cells.values())


def test_the_export_has_one_line_for_each(centre: Centre) -> None:
    lines = [{"numbers": CALLER, "name": 'R "x"', "sms": "no"}, {"name": "Bia"}]
    centre.do(customer_imports.take, lines, centre.now, dry=False)
    batch, after = centre.do(customer_files.rows, 0)
    assert centre.do(customer_files.rows, after) == ([], after)
    text = b"".join(customer_files.exported(iter([batch]))).decode("utf-8-sig")
    written = list(csv.DictReader(io.StringIO(text)))
    assert [(line["numbers"], line["name"], line["sms"]) for line in written] == [
        ("'" + CALLER, 'R "x"', "no"), ("", "Bia", ""),
    ]  # fmt: skip
