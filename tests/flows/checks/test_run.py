"""All checks together."""

from __future__ import annotations

import ast
from pathlib import Path

import flows.checks.run
from flows.checks import check, publishable
from flows.checks.run import CHECKS
from flows.flow import Flow
from flows.places import Places

NO_CHECKS = {"__init__", "context", "run", "notes"}


def test_every_file_of_the_folder_is_run() -> None:
    folder = Path(flows.checks.run.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - NO_CHECKS
    assert {one.__module__.rsplit(".", 1)[-1] for one in CHECKS} == files


def test_checks_say_in_a_sentence_what_they_look_for() -> None:
    for path in Path(flows.checks.run.__file__).parent.glob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.name


def test_a_stored_flow_can_be_checked_without_its_text(small: Flow) -> None:
    findings = check(small, Places("stored"))
    assert publishable(findings)
    assert all(str(f).startswith("stored:1:1: note") for f in findings)


def test_queues_known_elsewhere(small: Flow) -> None:
    without = small.model_copy(update={"queues": {}})
    assert not publishable(check(without, Places()))
    assert publishable(check(without, Places(), frozenset({"sales", "repairs"})))


def test_subflows_are_checked_with_the_main_flow(acme: Flow) -> None:
    sub = acme.subflows["identify"]
    broken = sub.model_copy(update={"start": "nowhere"})
    findings = check(acme.model_copy(update={"subflows": {"identify": broken}}), Places("acme.yaml"))
    assert [f.file for f in findings if f.weight == "error"] == ["identify.yaml"]
