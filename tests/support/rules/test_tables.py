"""CSV in and out: whoever wrote it, and whatever a cell begins with."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.errors import Refused
from support.rules import tables

COLUMNS = {"name": "name", "nome": "name", "numbers": "numbers", "phone": "numbers"}


def read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    return [tuple(line) for line in tables.lines(io.BytesIO(content), COLUMNS)]  # type: ignore[misc]


@pytest.mark.parametrize(
    "content",
    [
        "name,numbers\nJosé,+5511\n".encode(),
        "\ufeffNome;Phone\r\nJosé;+5511\r\n".encode(),
        "nome;phone;shoe size\nJosé;+5511;44\n".encode("latin-1"),
        "Name\tPhone\nJosé\t'+5511\n".encode("utf-16"),
        '"name","numbers"\n"José","\'+5511"\n\n\n'.encode(),
    ],
)
def test_the_same_table_however_it_was_written(content: bytes) -> None:
    assert read(content) == [(2, {"name": "José", "numbers": "+5511"})]


def test_lines_count_as_editors_do() -> None:
    found = read(b'name\none\n\n"two\nlines"\nthree\n')
    assert [(line, cells["name"]) for line, cells in found] == [(2, "one"), (5, "two\nlines"), (6, "three")]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n\0\0", b"name,nome\n1,2\n"]
)
def test_what_has_no_known_column_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read(content)


def test_a_cell_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="no table"):
        read(b'name\n"' + b"x" * 200_000)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+55", "-2", "@SUM(A1)", "\tx", "\r=1", "'=x", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert tables.safe(cell) == "'" + cell
    assert tables.plain(tables.safe(cell)) == cell


def test_an_apostrophe_of_a_name_stays() -> None:
    assert tables.plain("'t Hooft") == "'t Hooft"


@given(st.text())
def test_any_cell_comes_back_as_it_was(cell: str) -> None:
    assert tables.plain(tables.safe(cell)) == cell
    assert not tables.safe(cell).startswith(tables.FORMULA)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read(b"name,numbers\n" + content)
    except Refused:
        return
    assert all(set(cells) <= {"name", "numbers"} for _, cells in found)
