"""A flow without a fault, ways to change it, and what is found in it then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.flow import Flow
from flows.loader import Loaded, load, read

BASE = """\
ramal: 1
flow: base
title: A flow for tests
numbers: ["+12025550123"]
languages: [en-US]
timezone: America/New_York
start: greeting
queues: {billing: {title: Billing}}
steps:
  greeting:
    say: "Hello."
    next: main
  main:
    menu: "For billing, press 1."
    options:
      - {key: "1", next: wait}
    else: wait
  wait:
    queue: billing
    else: bye
  bye:
    hang up: "Goodbye."
"""
GREETING = '    say: "Hello."\n    next: main\n'

LIBRARY = Path(__file__).parent.parent.parent / "flows" / "library"

Change = tuple[str, str]
Lint = Callable[..., list[str]]
Make = Callable[..., Loaded]


@pytest.fixture
def make() -> Make:
    """Reads the base flow after changes (old, new); `greeting` replaces its first step, `more` is added."""

    def change(*changes: Change, greeting: str = "", more: str = "") -> Loaded:
        text = BASE
        for old, new in changes:
            assert old in text, f"{old!r} is not in the base flow"
            text = text.replace(old, new, 1)
        if greeting:
            text = text.replace(GREETING, "".join(f"    {line}\n" for line in greeting.splitlines()))
        return read(text + more, "base.yaml", folder=None)

    return change


@pytest.fixture
def lint(make: Make) -> Lint:
    """Errors and warnings as `weight rule`, in the order of reading."""

    def found(*changes: Change, greeting: str = "", more: str = "") -> list[str]:
        loaded = make(*changes, greeting=greeting, more=more)
        return [f"{f.weight} {f.rule}" for f in loaded.findings if f.weight != "note"]

    return found


@pytest.fixture(scope="session")
def acme() -> Flow:
    flow = load(LIBRARY / "acme.yaml").flow
    assert flow is not None
    return flow


@pytest.fixture(scope="session")
def ask() -> Flow:
    flow = load(LIBRARY / "ask.yaml").flow
    assert flow is not None
    return flow


@pytest.fixture(scope="session")
def small() -> Flow:
    flow = load(LIBRARY / "small.yaml").flow
    assert flow is not None
    return flow
