"""A policies file is read like a flow: every fault has a place, a sentence and the word that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import policy_file
from flows.policy_file import load, read

HEAD = "ramal policies: 1\n"


def said(text: str, queues: frozenset[str] | None = None) -> list[str]:
    return [str(each) for each in read(text, "p.yaml", queues).findings]


def test_what_we_ship_can_be_published() -> None:
    shipped = load(policy_file.SHIPPED)
    assert shipped.publishable
    assert shipped.policies
    assert {each.weight for each in shipped.findings} <= {"note"}


def test_the_least_that_is_a_policies_file() -> None:
    found = read(HEAD, "p.yaml")
    assert found.publishable
    assert found.policies
    assert found.policies.tickets == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "p.yaml:1:1: error: the file is empty; policies begin with `ramal policies: 1`."),
        ("centre: X\n", "p.yaml:1:1: error: `ramal policies:` is missing."),
        ("- a\n", "p.yaml:1:1: error: policies are made of keys like `hours:` and `promises:`."),
        ("ramal policies: 2\n", "p.yaml:1:17: error: '2' is not 1."),
        (HEAD + "centr: X\n", "p.yaml:2:1: error: no key is called 'centr'. Did you mean 'centre'?"),
        (
            HEAD + "tickets:\n  - {on: voicemial}\n",
            "p.yaml:3:10: error: 'voicemial' is not voicemail or short voicemail or callback or abandoned or "
            "missed or after hours or failed or wrap-up or sms. Did you mean 'voicemail'?",
        ),
        (HEAD + "tickets:\n  - {do: open}\n", "p.yaml:3:5: error: `on:` is missing in tickets, line 1."),
        (
            HEAD + "targets: {a: {resolutin: 3h}}\npromises: [{target: a}]\n",
            "p.yaml:2:15: error: no key is called 'resolutin' in targets.a. Did you mean 'resolution'?",
        ),
        (
            HEAD + "short_message: soon\n",
            "p.yaml:2:16: error: 'soon' is not a length of time; write it like 30m, 4h or 90d.",
        ),
        (
            HEAD + "reports:\n  - {name: x, report: /reports/daily, to: [ana]}\n",
            "p.yaml:3:44: error: 'ana' is not an address of mail, like ana@example.com.",
        ),
        (
            HEAD + "reports:\n  - {name: x, report: daily, to: [ana@example.com]}\n",
            "p.yaml:3:23: error: 'daily' is not the address of a report, like "
            "/reports/daily?period=yesterday.",
        ),
        (
            HEAD + "lookup: {url: crm.example.com, fields: {name: name}}\n",
            "p.yaml:2:15: error: 'crm.example.com' is not an address like "
            "https://crm.example.com/customers/{number}.",
        ),
    ],
)
def test_faults_of_shape(text: str, finding: str) -> None:
    assert said(text) == [finding]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    assert [each.message for each in load(tmp_path / "none.yaml").findings] == ["there is no such file"]
    assert [each.message for each in load(tmp_path).findings] == ["this is no file"]
    (tmp_path / "latin").write_bytes(b"centre: Jo\xe3o\n")
    assert "UTF-8" in load(tmp_path / "latin").findings[0].message
    (tmp_path / "big").write_text("#" * (policy_file.MAX_BYTES + 1))
    assert "larger" in load(tmp_path / "big").findings[0].message
    assert "NUL" in said("\0")[0]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.integers(0, 60))
def test_nothing_that_is_written_breaks_it(junk: str, at: int) -> None:
    text = policy_file.SHIPPED.read_text(encoding="utf-8")
    cut = len(text) * at // 60
    found = read(text[:cut] + junk + text[cut:], "p.yaml")
    assert found.publishable or found.findings
