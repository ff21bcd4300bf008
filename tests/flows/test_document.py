"""YAML is read as typed, within limits, and never raises."""

from __future__ import annotations

import time

import pytest

from flows.document import MAX_DEPTH, parse

GENEROUS_S = 5.0


def test_scalars_stay_as_typed() -> None:
    text = 'a: 012\nb: no\nc: "*9"\nd: 1.50\ne: 2026-03-02T10:00\nf: true\ng: null\nh: ~\n'
    assert parse(text, "f").data == {
        "a": "012", "b": "no", "c": "*9", "d": "1.50",
        "e": "2026-03-02T10:00", "f": "true", "g": "null", "h": "~",
    }  # fmt: skip


def test_keys_stay_as_typed() -> None:
    assert parse('012: a\nno: b\n"": c\n', "f").data == {"012": "a", "no": "b", "": "c"}


def test_aliases_repeat_their_value() -> None:
    document = parse("a: &x {b: [1, 2]}\nc: *x\n", "f")
    assert document.findings == []
    assert document.data["c"] == {"b": ["1", "2"]}


def test_duplicate_keys_are_found_at_every_level_and_the_first_counts() -> None:
    document = parse("a: 1\nb: {c: 1, c: 2}\na: 3\n", "f")
    assert [(f.line, f.column) for f in document.findings] == [(2, 11), (3, 1)]
    assert document.data == {"a": "1", "b": {"c": "1"}}


def test_anchor_used_before_it_is_named() -> None:
    [finding] = parse("a: *helo\nb: &hello 1\n", "f").findings
    assert "repeats something that was never named" in str(finding)


def bomb(width: int = 9, depth: int = 12) -> str:
    lines = ["a0: &a0 [" + ",".join(["x"] * width) + "]"]
    lines += [f"a{i}: &a{i} [" + ",".join([f"*a{i - 1}"] * width) + "]" for i in range(1, depth)]
    return "\n".join(lines) + "\n"


BOMBS = {
    "aliases": bomb(),
    "brackets": "[" * 100_000,
    "braces": "{a: " * 50_000,
    "dashes": "- " * 300_000,
    "question marks": "? " * 300_000,
    "indentation": "".join(" " * i + "a:\n" for i in range(1000)),
    "cycle": "a: &a [*a]\n",
    "cycle of two": "a: &a {b: &b {c: *a, d: *b}}\n",
    "tabs": "\t" * 100_000,
    "bangs": "!" * 300_000 + " x",
    "backslashes": '"' + "\\" * 300_001,
    "anchors": "&a " * 100_000,
    "quotes": "'" * 300_001,
    "documents": "---\n" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name: str) -> None:
    began = time.monotonic()
    document = parse(BOMBS[name], "bomb.yaml")
    assert time.monotonic() - began < GENEROUS_S
    assert document.findings
    assert all(len(str(finding)) < 300 for finding in document.findings)


def test_depth_is_bounded_exactly() -> None:
    assert parse("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH, "f").findings == []
    [finding] = parse("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "f").findings
    assert "levels deep" in finding.message


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_empty(text: str) -> None:
    [finding] = parse(text, "f").findings
    assert "empty" in finding.message
