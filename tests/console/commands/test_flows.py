"""`flows …`: what an admin sees of good files and of broken ones, and when nothing is published."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.flow import Flow
from support.services import calls, flows, intents
from support.services.flows import FlowShelf
from support.store.base import Store
from tests.conftest import ROOT
from tests.console.commands.conftest import NOON, SOUND, Command

Write = Callable[..., Path]
Output = pytest.CaptureFixture[str]
LIBRARY = ROOT / "flows" / "library"
UNKNOWN_STEP = ("next: sales}", "next: seles}")
FAILING = ("ends: {queue: sales}", "ends: {voicemail: sales}")


def versions(store: Store, flow: str = "shop") -> int:
    with store.reading() as session:
        return len(flows.versions(session, flow))


def test_lint_of_a_sound_flow(command: Command, write: Write, capsys: Output) -> None:
    assert command("flows", "lint", write()) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "ok"


def test_lint_names_place_fault_and_suggestion(command: Command, write: Write, capsys: Output) -> None:
    path = write(UNKNOWN_STEP)
    assert command("flows", "lint", path) == 1
    out = capsys.readouterr().out
    line = SOUND.splitlines().index('      - {key: "1", next: sales}') + 1
    assert f"shop.yaml:{line}:" in out
    assert "seles" in out
    assert "sales" in out


@pytest.mark.parametrize("text", ["", "\t", "a: [", "- 1", "\x00", "ramal: 1\nramal: 2\n", "a: &a [*a]"])
@pytest.mark.parametrize("verb", ["lint", "test", "paths", "show", "publish"])
def test_no_flow_at_all(
    command: Command, store: Store, tmp_path: Path, capsys: Output, verb: str, text: str
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text)
    assert command("flows", verb, path) == 1
    out, err = capsys.readouterr()
    assert "broken.yaml" in out
    assert "Traceback" not in out + err


@pytest.mark.parametrize("verb", ["lint", "test", "paths", "show", "publish"])
def test_a_file_that_there_is_not(command: Command, tmp_path: Path, capsys: Output, verb: str) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        assert command("flows", verb, path) == 1
        out, err = capsys.readouterr()
        assert path.name in out + err


def test_lint_of_several(command: Command, write: Write, capsys: Output) -> None:
    other = write(("flow: shop", "flow: other"), name="other.yaml")
    assert command("flows", "lint", write(), other) == 0
    assert "ok: 2 flows" in capsys.readouterr().out
    assert command("flows", "lint", write(), write(UNKNOWN_STEP, name="bad.yaml")) == 1


def test_the_shipped_flows_are_sound(command: Command, capsys: Output) -> None:
    assert command("flows", "lint", *sorted(LIBRARY.glob("*.yaml"))) == 0
    assert command("flows", "test", *(LIBRARY / f"{name}.yaml" for name in ("acme", "ask", "small"))) == 0
    assert "FAIL" not in capsys.readouterr().out


def test_scenarios_that_pass_and_one_that_fails(command: Command, write: Write, capsys: Output) -> None:
    assert command("flows", "test", write()) == 0
    out = capsys.readouterr().out
    assert "pass  sales by key" in out
    assert "shop: 1 scenarios, 0 failed" in out
    assert command("flows", "test", write(FAILING)) == 1
    out = capsys.readouterr().out
    assert "FAIL  sales by key" in out
    assert "press 1" in out, "what was heard until then"


def test_failures_are_counted_by_flow(command: Command, write: Write, capsys: Output) -> None:
    """The second flow was told to have failed what the first one did."""
    bad, good = write(FAILING, name="bad.yaml"), write()
    assert command("flows", "test", bad, good) == 1
    counts = [line for line in capsys.readouterr().out.splitlines() if "scenarios," in line]
    assert counts == ["shop: 1 scenarios, 1 failed", "shop: 1 scenarios, 0 failed"]


def test_a_broken_flow_does_not_hide_the_next_one(command: Command, write: Write, capsys: Output) -> None:
    assert command("flows", "test", write(UNKNOWN_STEP, name="bad.yaml"), write()) == 1
    assert "pass  sales by key" in capsys.readouterr().out


def test_paths(command: Command, write: Write, capsys: Output) -> None:
    assert command("flows", "paths", write()) == 0
    out = capsys.readouterr().out
    assert "keypaths" in out
    assert "prompts until a person" in out
    assert "no scenario takes: main [else]" in out


def test_paths_may_be_cut_short(command: Command, capsys: Output) -> None:
    assert command("flows", "paths", LIBRARY / "acme.yaml", "--limit", "3", "--depth", "12") == 0
    assert "3 listed" in capsys.readouterr().out


def test_show_as_text_and_as_svg(command: Command, write: Write, capsys: Output, tmp_path: Path) -> None:
    assert command("flows", "show", write()) == 0
    out = capsys.readouterr().out
    for step in ("main", "sales", "message", "goodbye"):
        assert step in out
    drawing = tmp_path / "shop.svg"
    assert command("flows", "show", write(), "--svg", drawing) == 0
    assert ET.parse(drawing).getroot().tag.endswith("svg")


def test_a_diagram_that_cannot_be_written(
    command: Command, write: Write, capsys: Output, tmp_path: Path
) -> None:
    assert command("flows", "show", write(), "--svg", tmp_path / "nowhere" / "shop.svg") == 1
    _, err = capsys.readouterr()
    assert "shop.svg" in err


def test_publish(command: Command, write: Write, store: Store, capsys: Output) -> None:
    assert command("flows", "publish", write(), "--by", "Ana") == 0
    assert "published shop version 1 (+12025550123)" in capsys.readouterr().out
    with store.reading() as session:
        (line,) = flows.published(session)
        assert (line.flow, line.version, line.published_by) == ("shop", 1, "Ana")
        assert flows.source(session, "shop", 1) == SOUND


@pytest.mark.parametrize("fault", [UNKNOWN_STEP, FAILING])
def test_nothing_is_published_that_is_broken(
    command: Command, write: Write, store: Store, capsys: Output, fault: tuple[str, str]
) -> None:
    assert command("flows", "publish", write(fault)) == 1
    assert "not published" in capsys.readouterr().err
    assert versions(store) == 0


def test_a_live_call_stays_on_its_version(command: Command, write: Write, store: Store) -> None:
    shelf = FlowShelf()

    def says(sid: str) -> str:
        with store.writing() as session:
            return str(calls.begin(session, shelf, sid, "+12025550199", "+12025550123", NOON).actions)

    assert command("flows", "publish", write()) == 0
    assert "For sales" in says("CA1")
    assert command("flows", "publish", write(("For sales, press 1.", "Sales now, press 1."))) == 0
    assert versions(store) == 2
    assert "For sales" in says("CA1")
    assert "Sales now" in says("CA2")


def test_a_number_that_another_flow_answers(command: Command, write: Write, store: Store) -> None:
    from support.errors import Refused

    command("flows", "publish", write())
    with pytest.raises(Refused, match="already answered"):  # `main` makes one line of it
        command("flows", "publish", write(("flow: shop", "flow: other"), name="other.yaml"))
    assert versions(store, "other") == 0


SPOKEN = (
    ('    options:\n      - {key: "1", next: sales}', '    input: keypad and speech\n    options:\n'
     '      - {key: "1", intent: buy, next: sales}'),
    ("queues:", "intents: {buy: {en-US: [i want to buy, sell me a kettle, sales please]}}\nqueues:"),
    ('      - presses: "1"', "      - says: a teapot for my grandmother"),
)  # fmt: skip


@pytest.mark.parametrize(("score", "code"), [(0.9, 0), (0.1, 1)])
@pytest.mark.parametrize("verb", ["test", "publish"])
def test_words_in_scenarios_are_judged_by_the_flows_own_classifier(
    command: Command, write: Write, monkeypatch: pytest.MonkeyPatch, verb: str, score: float, code: int
) -> None:
    asked: list[tuple[str, str]] = []

    def classifier_of(flow: Flow, _learned: object = None) -> intents.Classify:
        assert list(flow.intents) == ["buy"]

        def classify(language: str, words: str) -> intents.Scores:
            asked.append((language, words))
            return (("buy", score),)

        return classify

    monkeypatch.setattr(intents, "classifier_of", classifier_of)
    assert command("flows", verb, write(*SPOKEN)) == code
    assert asked == [("en-US", "a teapot for my grandmother")]
