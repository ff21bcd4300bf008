"""`policies show|lint|publish`: what a person sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import policy_file
from support.services import flows, policies
from support.store.base import Store
from tests.console.commands.conftest import Command
from tests.support.centre import FLOW, NOON, parsed

Output = pytest.CaptureFixture[str]
MINE = "ramal policies: 1\ncentre: Padaria\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE)
    return path


def test_what_ramal_comes_with_is_shown_until_something_is_published(
    command: Command, store: Store, file: Path, capsys: Output
) -> None:
    assert command("policies", "show") == 0
    assert capsys.readouterr().out == policy_file.SHIPPED.read_text(encoding="utf-8")
    assert command("policies", "publish", file) == 0
    assert "published policies, version 1" in capsys.readouterr().out
    assert command("policies", "show") == 0
    assert capsys.readouterr().out == MINE
    with store.reading() as session:
        assert policies.current(session).centre == "Padaria"


def test_faults_are_told_with_their_place_and_nothing_is_published(
    command: Command, store: Store, file: Path, capsys: Output
) -> None:
    file.write_text(MINE + "targts: {}\n")
    assert command("policies", "lint", file) == 1
    assert (
        "mine.yaml:3:1: error: no key is called 'targts'. Did you mean 'targets'?" in capsys.readouterr().out
    )
    assert command("policies", "publish", file) == 1
    assert "not published: correct the errors first" in capsys.readouterr().err
    with store.reading() as session:
        assert policies.newest(session) is None


def test_lint_of_a_sound_file(command: Command, file: Path, capsys: Output) -> None:
    assert command("policies", "lint", file) == 0
    assert capsys.readouterr().out == "ok\n"


def test_lint_knows_which_published_flows_answer_a_law(
    command: Command, store: Store, file: Path, capsys: Output
) -> None:
    file.write_text(MINE + "keep: [{kind: call, days: 30}]\n")
    text = FLOW.replace("timezone: UTC", "timezone: UTC\nrules: [br-sac]").replace(
        "billing: {title: {", "billing: {recording: on, title: {"
    )
    with store.writing() as session:
        flows.publish(session, parsed(text), text, "test", NOON)
    assert command("policies", "lint", file) == 0
    said = capsys.readouterr().out
    assert "warning: calls of 'billing' are kept 30 days; br-sac asks for at least 90" in said
    assert "warning: calls of 'tech' are not recorded; br-sac asks that they are" in said


def test_a_file_that_there_is_not(command: Command, tmp_path: Path, capsys: Output) -> None:
    assert command("policies", "lint", tmp_path / "none.yaml") == 1
    assert "there is no such file" in capsys.readouterr().out
