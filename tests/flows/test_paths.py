"""Keypaths: counted, listed, timed, and compared with what scenarios took."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.synthetic import big_flow
from flows.flow import Anywhere, Flow
from flows.loader import read
from flows.paths import enumerate_paths
from ivr.scenarios import run_all
from tests.flows.conftest import Make

GENEROUS_S = 10.0


def flow_of(steps: dict[str, Any], **subflows: Flow) -> Flow:
    data = {
        "ramal": 1,
        "flow": "f",
        "title": "t",
        "languages": ["en"],
        "start": next(iter(steps)),
        "steps": steps,
    }
    return Flow.model_validate(data).model_copy(update={"subflows": subflows})


def test_small_flow(small: Flow) -> None:
    paths = enumerate_paths(small)
    assert [str(path) for path in paths.listed] == [
        "greeting [next] › main [1] › sales_queue → queue sales (5 s)",
        "greeting [next] › main [2] › repairs_queue → queue repairs (5 s)",
        "greeting [next] › main [else] › sales_queue → queue sales (5 s)",
    ]
    assert (paths.count, paths.truncated, paths.loops, paths.unreachable) == (3, False, (), ())


def test_seconds_are_those_of_the_prompts_on_the_way() -> None:
    menu = {"menu": "m" * 30, "options": [{"key": "1", "next": "long"}], "else": "wait"}
    steps = {"hi": {"say": "h" * 15, "next": "menu"}, "menu": menu, "long": {"say": "l" * 60, "next": "wait"},
             "wait": {"queue": "q"}}  # fmt: skip
    paths = enumerate_paths(flow_of(steps))
    assert (paths.fastest_s, paths.slowest_s) == (3.0, 7.0)
    assert [path.seconds for path in paths.listed] == [7.0, 3.0]


def test_a_way_back_is_a_loop_and_no_further_path() -> None:
    menu = {
        "menu": "m",
        "options": [{"key": "9", "next": "hi"}, {"key": "1", "next": "wait"}],
        "else": "menu",
    }
    paths = enumerate_paths(
        flow_of({"hi": {"say": "h", "next": "menu"}, "menu": menu, "wait": {"queue": "q"}})
    )
    assert paths.count == 1
    assert paths.loops == (("hi", "menu"), ("menu",))


def test_no_person_on_any_way() -> None:
    paths = enumerate_paths(flow_of({"bye": {"hang up": True}}))
    assert (paths.count, paths.fastest_s, paths.listed[0].end) == (1, None, "hang up")


def test_subflow_is_walked_through_and_left_again() -> None:
    inner = flow_of({"ask": {"collect": "n", "prompt": "p", "next": "hang up", "else": "gone"},
                     "gone": {"hang up": True}})  # fmt: skip
    outer = flow_of({"part": {"flow": "inner", "next": "wait"}, "wait": {"queue": "q"}}, inner=inner)
    assert [(path.steps, path.end) for path in enumerate_paths(outer).listed] == [
        ((("part", ""), ("inner.ask", "next"), ("wait", "")), "queue q"),
        ((("part", ""), ("inner.ask", "else"), ("inner.gone", "")), "hang up"),
    ]


def test_what_no_scenario_took() -> None:
    menu = {"menu": "m", "options": [{"key": "1", "next": "wait"}], "else": "wait"}
    flow = flow_of({"menu": menu, "wait": {"queue": "q", "else": "menu"}, "lost": {"say": "x"}})
    assert enumerate_paths(flow).uncovered == ()
    left = enumerate_paths(flow, covered={("menu", "1"), ("wait", "next")}).uncovered
    assert left == (("menu", "else"), ("wait", "else"))


def test_shipped_scenarios_take_every_way_out(acme: Flow, ask: Flow, small: Flow) -> None:
    for flow in (acme, ask, small):
        covered = {way for result in run_all(flow) for way in result.covered}
        assert enumerate_paths(flow, covered=covered).uncovered == ()


def test_unreachable_steps(make: Make) -> None:
    loaded = make(more="  lonely:\n    hang up: true\n")
    assert loaded.flow is not None
    assert enumerate_paths(loaded.flow).unreachable == ("lonely",)


def test_missing_start_has_no_paths() -> None:
    flow = flow_of({"a": {"hang up": True}}).model_copy(update={"start": "b"})
    assert enumerate_paths(flow).count == 0
    assert enumerate_paths(flow).listed == ()


def test_depth_and_limit_bound_the_listing_only() -> None:
    flow = Flow.model_validate(big_flow(100))
    paths = enumerate_paths(flow, depth=10, limit=7)
    assert len(paths.listed) == 7
    assert all(len(path.steps) <= 10 for path in paths.listed)
    assert paths.truncated
    assert paths.count == enumerate_paths(flow).count > 10**6


def count_by_walking(flow: Flow) -> int:
    """The same number by trying every way, for flows without loops."""

    def ways(name: str) -> int:
        step = flow.steps[name]
        targets = [] if name == "end" else [t for _, t in step.exits()]
        return sum(1 if t == "hang up" else ways(t) for t in targets) if targets else 1

    return ways(flow.start)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=7))
def test_count_is_that_of_trying_every_way(jumps: list[list[int]]) -> None:
    steps: dict[str, Any] = {}
    for i, ahead in enumerate(jumps):
        targets = [f"s{i + j}" if i + j < len(jumps) else "end" for j in ahead]
        options = [{"key": str(k), "next": t} for k, t in enumerate(targets)]
        steps[f"s{i}"] = {"menu": "m", "options": options, "else": "hang up"}
    steps["end"] = {"queue": "q"}
    flow = flow_of(steps)
    paths = enumerate_paths(flow, limit=100_000)
    assert paths.count == count_by_walking(flow) == len(paths.listed)
    assert paths.loops == ()


def test_subflows_used_in_many_places_do_not_explode() -> None:
    subs: dict[str, Flow] = {"p0": flow_of({"x": {"say": "x", "next": "hang up"}})}
    for i in range(1, 20):
        use = {"flow": f"p{i - 1}", "next": "two"}
        subs[f"p{i}"] = flow_of({"one": use, "two": {**use, "next": "hang up"}})
    flow = flow_of({"part": {"flow": "p19", "next": "hang up"}}, **subs)
    began = time.monotonic()
    assert enumerate_paths(flow).count >= 1
    assert time.monotonic() - began < GENEROUS_S


@pytest.mark.parametrize("steps", [1000])
def test_a_thousand_steps_are_linted_and_enumerated_quickly(steps: int) -> None:
    """The figure is measured by `bench`; this only keeps it from growing out of all bounds."""
    from json import dumps

    text = dumps(big_flow(steps), indent=1)
    began = time.monotonic()
    loaded = read(text, "big.yaml", folder=None)
    assert loaded.flow is not None
    assert enumerate_paths(loaded.flow).count > 10**100
    assert time.monotonic() - began < GENEROUS_S


def test_an_open_question_has_a_way_for_each_intent() -> None:
    ask = {"ask": "topic", "prompt": "p" * 30, "intents": {"bill": "wait", "other": "bye"}, "else": "wait"}
    paths = enumerate_paths(flow_of({"ask": ask, "wait": {"queue": "q"}, "bye": {"hang up": True}}))
    assert [str(path) for path in paths.listed] == [
        "ask [bill] › wait → queue q (2 s)",
        "ask [other] › bye → hang up (2 s)",
        "ask [else] › wait → queue q (2 s)",
    ]


def test_what_is_only_asked_for_in_words_is_reached() -> None:
    ask = {"ask": "topic", "prompt": "?", "next": "bye", "else": "bye"}
    flow = flow_of({"ask": ask, "wait": {"queue": "q"}, "bye": {"hang up": True}})
    assert enumerate_paths(flow).unreachable == ("wait",)
    spoken = flow.model_copy(update={"anywhere": Anywhere(agent="wait")})
    assert enumerate_paths(spoken).unreachable == ()
