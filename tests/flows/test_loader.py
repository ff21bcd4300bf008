"""Loading: files of every sort, sub-flows, stored versions."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.flow import Flow
from flows.loader import from_document, load, read, to_document
from tests.flows.conftest import BASE, LIBRARY, Make

SUB = """\
ramal: 1
flow: {name}
title: A part
languages: [en-US]
start: first
steps:
  first: {step}
"""


def message(path: Path) -> str:
    loaded = load(path)
    assert loaded.flow is None
    assert not loaded.publishable
    [finding] = loaded.findings
    assert finding.weight == "error"
    return str(finding)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "no such file" in message(tmp_path / "none.yaml")
    assert "a folder" in message(tmp_path)
    assert "cannot be read" in message(tmp_path / ("x" * 300))
    assert "not an ordinary file" in message(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"ramal: 1\ntitle: caf\xe9\n", ":2:11: error: the file is not UTF-8"),
        ("ramal: 1".encode("utf-16"), "not UTF-8"),
        (b"ramal: 1\nflow: a\x00b\n", ":2:8: error: the file has a NUL byte"),
        (b"", "empty"),
        (b"x: y\n" * 2_000_001, "larger than 1 MB"),
    ],
    ids=["latin-1", "utf-16", "nul", "empty", "10 MB"],
)
def test_files_that_are_no_flows(tmp_path: Path, data: bytes, part: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(data)
    assert part in message(path)


def test_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert load(path).publishable


def test_text_larger_than_a_file_may_be() -> None:
    [finding] = read("x" * 1_000_001, "f", folder=None).findings
    assert "larger than 1 MB" in finding.message


def test_queues_known_elsewhere_count() -> None:
    text = BASE.replace("queue: billing", "queue: sales")
    assert not read(text, "f", folder=None).publishable
    assert read(text, "f", folder=None, known_queues=frozenset({"sales"})).publishable


def family(folder: Path, **steps: str) -> Path:
    for name, step in steps.items():
        (folder / f"{name}.yaml").write_text(SUB.format(name=name, step=step))
    main = folder / "base.yaml"
    main.write_text(BASE.replace('    say: "Hello."', "    flow: one"))
    return main


def test_subflows_are_filled_in_all_the_way_down(tmp_path: Path) -> None:
    main = family(tmp_path, one="{flow: two, next: hang up}", two='{say: "Hi.", next: hang up}')
    loaded = load(main)
    assert loaded.publishable, [str(f) for f in loaded.findings]
    assert loaded.flow is not None
    assert set(loaded.flow.subflows) == {"one", "two"}


@pytest.mark.parametrize(
    ("one", "part"),
    [
        ("{flow: one, next: hang up}", "one.yaml:7:17: error: the sub-flows go round in a circle: one → one"),
        ("{flow: base, next: hang up}", "in a circle: base → one → base"),
        ("{flow: tow, next: hang up}", "no file tow.yaml beside this one. Did you mean 'two'"),
        ("{say: 'Hi.', nxt: hang up}", "one.yaml:7:23: error: no key is called 'nxt'"),
        ("{queue: nowhere, else: hang up}", "one.yaml:7:18: error: no queue is called 'nowhere'"),
        ("{say: 'Hi {nme}.', next: hang up}", "one.yaml:7:16: error: no variable is called 'nme'"),
    ],
)
def test_faults_in_subflows_are_told_where_they_are(tmp_path: Path, one: str, part: str) -> None:
    loaded = load(family(tmp_path, one=one, two='{say: "Hi.", next: hang up}'))
    assert not loaded.publishable
    assert any(part in str(finding) for finding in loaded.findings), [str(f) for f in loaded.findings]


def test_subflow_with_another_name_than_its_file(tmp_path: Path) -> None:
    main = family(tmp_path, one='{say: "Hi.", next: hang up}')
    (tmp_path / "one.yaml").write_text(SUB.format(name="other", step='{say: "Hi.", next: hang up}'))
    assert any("says `flow: other`" in f.message for f in load(main).findings)


def test_long_chains_of_subflows_end(tmp_path: Path) -> None:
    chain = {f"p{i}": f"{{flow: p{i + 1}, next: hang up}}" for i in range(300)}
    loaded = load(family(tmp_path, one="{flow: p0, next: hang up}", **chain))
    assert not loaded.publishable
    assert any("16 deep" in f.message for f in loaded.findings)


def test_subflows_that_use_each_other_twice_are_checked_once(tmp_path: Path) -> None:
    chain = {
        f"p{i}": f"{{flow: p{i + 1}, next: then}}\n  then: {{flow: p{i + 1}, next: hang up}}"
        for i in range(14)
    }
    main = family(tmp_path, one="{flow: p0, next: hang up}", p14='{say: "Hi.", next: hang up}', **chain)
    began = time.monotonic()
    assert load(main).publishable
    assert time.monotonic() - began < 10


def test_unreadable_subflow(tmp_path: Path) -> None:
    main = family(tmp_path, one="x")
    (tmp_path / "one.yaml").write_bytes(b"\xff")
    assert any("cannot be read" in f.message for f in load(main).findings)


@pytest.mark.parametrize("name", ["acme", "ask", "small", "identify"])
def test_shipped_flows_have_neither_errors_nor_warnings(name: str) -> None:
    loaded = load(LIBRARY / f"{name}.yaml")
    assert [str(f) for f in loaded.findings if f.weight != "note"] == []
    assert loaded.publishable


@pytest.mark.parametrize("name", ["acme", "ask", "small"])
def test_stored_version_comes_back_the_same(name: str) -> None:
    flow = load(LIBRARY / f"{name}.yaml").flow
    assert flow is not None
    assert from_document(json.loads(json.dumps(to_document(flow)))) == flow


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,10}", fullmatch=True)
TARGETS = NAMES | st.just("hang up")
WORDS = TEXTS | st.dictionaries(st.sampled_from(["pt-BR", "en-US"]), TEXTS, min_size=1)
DIGITS = st.sampled_from(["4", {"min": "2"}])
OPTIONS = st.lists(st.fixed_dictionaries({"key": st.sampled_from("019*#"), "next": TARGETS}), min_size=1)
STEPS = st.one_of(
    st.fixed_dictionaries({"say": WORDS, "next": TARGETS}),
    st.fixed_dictionaries({"hang up": WORDS | st.just("true")}),
    st.fixed_dictionaries({"collect": NAMES, "prompt": WORDS, "digits": DIGITS}),
    st.fixed_dictionaries(
        {
            "menu": WORDS,
            "confirm": st.just("below 0.5"),
            "silence": st.just({"after": "3s"}),
            "pause": st.just({"complete": "0.4s"}),
            "barge_in": st.sampled_from(["off", "on any speech", "on a match"]),
            "options": OPTIONS,
        }
    ),
    st.fixed_dictionaries(
        {
            "ask": NAMES,
            "prompt": WORDS,
            "intents": st.dictionaries(NAMES, TARGETS),
            "slots": st.dictionaries(NAMES, st.sampled_from(["digits", "date", "yes_no"])),
        }
    ),
    st.fixed_dictionaries({"when": st.just({"not": {"any": [{"tier": "vip"}, {"variable": "x", "is": "1"}]}}),
                           "then": TARGETS}),
    st.fixed_dictionaries({"queue": NAMES, "waiting": st.just({"offers": {"callback": {"key": "1"}}})}),
    st.fixed_dictionaries({"set": st.dictionaries(NAMES, TEXTS)}),
    st.fixed_dictionaries({"split": st.just({"a": "30", "b": "70"})}),
)  # fmt: skip
FLOWS = st.fixed_dictionaries(
    {
        "ramal": st.just("1"),
        "flow": NAMES,
        "title": TEXTS,
        "languages": st.just(["pt-BR", "en-US"]),
        "start": TARGETS,
        "anywhere": st.fixed_dictionaries({"agent": TARGETS, "main menu": TARGETS, "go back": st.booleans()}),
        "speech": st.sampled_from(["off", {"pt-BR": "vosk"}]),
        "steps": st.dictionaries(NAMES, STEPS, min_size=1, max_size=5),
    }
)


@settings(deadline=None)
@given(FLOWS, FLOWS)
def test_any_flow_round_trips_through_json(data: dict[str, object], sub: dict[str, object]) -> None:
    inner = Flow.model_validate(sub)
    flow = Flow.model_validate(data).model_copy(update={"subflows": {inner.flow: inner}})
    assert from_document(json.loads(json.dumps(to_document(flow)))) == flow


PIECES = st.sampled_from(
    ["\n", "\t", "  ", ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "!!x ", "'", '"', "|", ">", "#", "%", "@",
     "\\", "\ufeff", "\x85", "\u2028", "\ud800", "\x00", "next", "steps:", "---",
     "...", "?", ",", "012", "0x", "~"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 12), PIECES | TEXTS), min_size=1, max_size=4)
)
def test_no_mutation_makes_the_loader_raise(cuts: list[tuple[int, int, str]]) -> None:
    text = BASE
    for at, length, piece in cuts:
        text = text[:at] + piece + text[at + length :]
    loaded = read(text, "f.yaml", folder=None)
    assert loaded.flow is not None or loaded.findings
    assert all(f.line >= 1 and f.column >= 1 and str(f) for f in loaded.findings)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200))
def test_no_text_makes_the_loader_raise(text: str) -> None:
    loaded = read(text, "f.yaml", folder=None)
    assert loaded.flow is None
    assert loaded.findings


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda c: st.lists(c) | st.dictionaries(TEXTS, c),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(
        [
            "steps",
            "hours",
            "intents",
            "queues",
            "scenarios",
            "numbers",
            "languages",
            "voices",
            "anywhere",
            "speech",
        ]
    ),
    JSON,
)
def test_no_value_makes_the_loader_raise(key: str, value: object) -> None:
    text = "\n".join(line for line in BASE.splitlines() if not line.startswith(f"{key}:"))
    loaded = read(f"{text}\n{key}: {json.dumps(value)}\n", "f.yaml", folder=None)
    assert loaded.flow is not None or loaded.findings


def test_findings_of_a_lone_subflow_leave_its_surroundings_open(make: Make) -> None:
    text = BASE.replace('numbers: ["+12025550123"]\n', "").replace('"Hello."', '"Hello {card}."')
    loaded = read(text.replace("queue: billing", "queue: theirs"), "f", folder=None)
    assert loaded.publishable, [str(f) for f in loaded.findings]
