"""What stands in a wrong place of a policies file is told once, with what could stand there."""

from __future__ import annotations

import pytest

from flows.policy_file import read

HEAD = "ramal policies: 1\n"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("messages: {open: off}\n", ["no key is called 'open' in messages"]),
        ("promises: [{}]\n", ["`target:` is missing in promises, line 1"]),
        (
            "promises: {target: a}\n",
            ["a group of keys is not a list; each line of a list begins with a dash"],
        ),
        (
            "hours: {office: {mon: {a: b}}}\n",
            ["a group of keys is not opening hours like 08:00-18:00, or a list of these"],
        ),
        (
            "targets: {Usual: {}}\n",
            ["'Usual' is not a name: small letters, digits, _ and -, beginning with a letter"],
        ),
        ("keep: [{kind: cal, days: 3}]\n", ["'cal' is not voicemail or call or comment"]),
        ("reports: [{nam: A, report: /reports, name: B}]\n", ["no key is called 'nam' in reports, line 1"]),
        ("metrics: {queues: {a: {witin: 20s}}}\n", ["no key is called 'witin'"]),
        ("urgent_words: {pt-br: [já]}\n", ["'pt-br' is not a language like pt-BR, en-US or es"]),
        ("a: b\na: c\n", ["'a' is written twice; the first is in line 2", "no key is called 'a'"]),
    ],
)
def test_sentences(text: str, messages: list[str]) -> None:
    said = [each.message for each in read(HEAD + text, "p.yaml").findings]
    assert len(said) == len(messages)
    for message in messages:
        assert any(each.startswith(message) for each in said), said
