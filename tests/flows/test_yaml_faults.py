"""A parser's complaints in plain sentences."""

import pytest

from flows.yaml_faults import explain


def test_an_invisible_tab_is_told_before_anything_else() -> None:
    place, message = explain("a:\n  \tb: 1\n", (2, 4), "mapping values are not allowed here")
    assert place == (2, 3)
    assert "tab" in message


def test_a_tab_after_the_fault_is_not_its_cause() -> None:
    place, message = explain("a: b: c\n\tx\n", (1, 5), "mapping values are not allowed here")
    assert place == (1, 5)
    assert "colon" in message


@pytest.mark.parametrize(
    ("problem", "part"),
    [
        ("could not find expected ':'", "followed by a colon"),
        ("found unexpected end of stream", "never closed"),
        ("something new", "not YAML that can be read (something new)"),
        ("", "no reason is known"),
    ],
)
def test_sentences(problem: str, part: str) -> None:
    assert part in explain("", (1, 1), problem)[1]
