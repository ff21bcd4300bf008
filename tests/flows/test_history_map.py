"""Maps of call logs: what may be written, and how mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.history_map import MAX_BYTES, load, read

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SMALL = """ramal history: 1
source: old
queue: {value: sales}
arrived: {at: when}
outcome: {column: how, names: {A: answered, L: abandoned}}
"""


def told(text: str) -> list[str]:
    return [str(each) for each in read(text, "m.yaml").findings]


def test_the_least_that_a_map_says() -> None:
    found = read(SMALL, "m.yaml").map
    assert found is not None
    assert found.columns() == ["when", "how"]
    assert found.overlap == 0


def test_the_bank_s_map_is_sound() -> None:
    found = load(EXAMPLES / "bank-1999.yaml")
    assert found.findings == ()
    assert found.map is not None
    assert found.map.queue.names["PS"] == "regular"
    assert found.map.outcome.names["PHANTOM"] == "ignore"
    assert "ser_start" in found.map.columns()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("agnt: who", "m.yaml:6:1: error: no key is called 'agnt'. Did you mean 'agent'?"),
        ("timezone: Mars/One", "there is no time zone 'Mars/One'"),
        ("answered: {time: t}", "`time:` goes with `date:`"),
        ("answered: {at: a, seconds: b, after: arrived}", "write one of `at:`"),
        ("answered: {tme: t, date: d}", "Did you mean 'time'?"),
        ("agent: {column: a, value: b}", "write `column:`, or `value:` for all rows"),
        ("overlap: soon", "is not a length of time"),
        ("delimiter: ''", "delimiter"),
    ],
)
def test_mistakes_are_told_with_their_place(line: str, said: str) -> None:
    found = told(SMALL + line)
    assert len(found) == 1
    assert said in found[0] or "m.yaml:6" in found[0]
    assert read(SMALL + line, "m.yaml").map is None


def test_a_word_for_the_end_of_a_call_that_is_none() -> None:
    assert "Did you mean 'answered'?" in told(SMALL.replace("A: answered", "A: answerd"))[0]


@pytest.mark.parametrize(
    "text", ["", "[a, b]", "ramal history: 2\n" + SMALL.split("\n", 1)[1], "a\0b", "x: {"]
)
def test_what_is_no_map(text: str) -> None:
    found = read(text, "m.yaml")
    assert found.map is None
    assert found.findings


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "no such file" in str(load(tmp_path / "none.yaml").findings[0])
    assert "this is no file" in str(load(tmp_path).findings[0])
    large, odd = tmp_path / "large.yaml", tmp_path / "odd.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    odd.write_bytes(b"source: \xff")
    assert "larger than" in str(load(large).findings[0])
    assert "not UTF-8" in str(load(odd).findings[0])
