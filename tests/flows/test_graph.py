"""Steps as a graph."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.flow import Flow
from flows.graph import as_met, backwards, circles, ends_well, finished, graph_of, hearing, reached, roots

NODES = "abcdef"
GRAPHS = st.fixed_dictionaries({n: st.lists(st.sampled_from(NODES), max_size=4) for n in NODES})


def walk(graph: dict[str, list[str]], start: str, steps: int = 7) -> set[str]:
    found = {start}
    for _ in range(steps):
        found |= {t for n in found for t in graph[n]}
    return found


@settings(deadline=None)
@given(GRAPHS)
def test_reached_is_what_a_walk_meets(graph: dict[str, list[str]]) -> None:
    assert reached(graph, ["a"]) == walk(graph, "a")


@settings(deadline=None)
@given(GRAPHS)
def test_circles_are_steps_that_meet_themselves_again(graph: dict[str, list[str]]) -> None:
    round_again = {n for n in NODES if any(n in walk(graph, t) for t in graph[n])}
    found = circles(graph)
    assert {n for circle in found for n in circle} == round_again
    for circle in found:
        assert all(set(circle) <= walk(graph, n) for n in circle)


@settings(deadline=None)
@given(GRAPHS)
def test_backwards_twice_is_forwards(graph: dict[str, list[str]]) -> None:
    again = backwards(backwards(graph))
    assert {n: sorted(ts) for n, ts in again.items()} == {n: sorted(ts) for n, ts in graph.items()}


@settings(deadline=None)
@given(GRAPHS)
def test_orders_hold_every_step_once(graph: dict[str, list[str]]) -> None:
    assert sorted(finished(graph)) == sorted(as_met(graph, ["c"])) == sorted(NODES)
    assert as_met(graph, ["c"])[0] == "c"


def test_long_chains_do_not_exhaust_the_stack() -> None:
    graph = {str(i): [str(i + 1)] for i in range(5000)} | {"5000": ["0"]}
    assert len(circles(graph)) == 1
    assert len(finished(graph)) == 5001


def test_graph_of_a_flow(small: Flow) -> None:
    graph = graph_of(small)
    assert graph["main"] == ["sales_queue", "repairs_queue"]
    assert roots(small) == ["greeting"]
    assert not ends_well(small, "main")
    assert ends_well(small, "goodbye")
    assert ends_well(small, "sales_queue")


ASK = {"ask": "topic", "prompt": "?", "next": "bye"}
SPOKEN = {"ramal": 1, "flow": "f", "title": "t", "languages": ["en"], "start": "a",
          "anywhere": {"agent": "help", "main menu": "nowhere"},
          "steps": {"a": ASK, "b": {"flow": "part", "next": "a"}, "bye": {"hang up": True},
                    "help": {"queue": "q"}}}  # fmt: skip


def part(name: str, step: object) -> Flow:
    head = {"ramal": 1, "flow": name, "title": "t", "languages": ["en"], "start": "x"}
    return Flow.model_validate(head | {"steps": {"x": step}})


def test_words_lead_somewhere_from_every_step_that_hears_them() -> None:
    flow = Flow.model_validate(SPOKEN)
    assert graph_of(flow) == {"a": ["bye"], "b": ["a"], "bye": [], "help": []}
    assert graph_of(flow, spoken=True) == {"a": ["bye", "help"], "b": ["a"], "bye": [], "help": []}


def test_a_sub_flow_hears_when_a_step_in_it_or_below_it_does() -> None:
    flow = Flow.model_validate(SPOKEN)
    deep = {"part": part("part", {"flow": "inner"}), "inner": part("inner", ASK)}
    assert hearing(flow.model_copy(update={"subflows": deep})) == ["a", "b"]
    deaf = deep | {"inner": part("inner", {"say": "Hi."})}
    assert hearing(flow.model_copy(update={"subflows": deaf})) == ["a"]
    circle = {"part": part("part", {"flow": "inner"}), "inner": part("inner", {"flow": "part"})}
    assert hearing(flow.model_copy(update={"subflows": circle})) == ["a"]
