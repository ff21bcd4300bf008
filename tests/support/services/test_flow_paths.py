"""Where callers go in a flow: the same from sums as from every path."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from support.services import flow_paths
from support.store.base import Store
from tests.support import books
from tests.support.store.test_flow_paths import END, START, call, keep

ZONE = ZoneInfo("America/Sao_Paulo")  # of the policies that Ramal comes with


def calls(store: Store) -> None:
    keep(
        store,
        call(1, ["main", 5_000, "next"], ["billing", 60_000, "queue"]),
        call(2, ["main", 15_000, "hangup"]),
        call(3, ["main", 10_000, "next"], ["main", 20_000, "next"], ["bye", 1_000, "ended"], version=2),
        call(4, version=2),
    )
    with store.writing() as session:
        books.recount(session, ZONE)


def test_what_sums_say_is_what_paths_say(store: Store) -> None:
    calls(store)
    with store.reading() as session:
        whole = flow_paths.funnel(session, "acme", START, END)
        one = flow_paths.funnel(session, "acme", START, END, 1)
        two = flow_paths.funnel(session, "acme", START, END, 2)
    main = whole.steps["main"]
    assert (main.came, main.left, main.ended, main.ways) == (4, 1, 0, {"billing": 1, "main": 1, "bye": 1})
    assert (main.mean, main.times.median) == (12.5, 10.0)
    assert (whole.steps["billing"].ended, whole.steps["bye"].ended) == (1, 1)
    assert (one.steps["main"].came, two.steps["main"].came) == (2, 2)
    for name, step in whole.steps.items():
        parts = [each.steps[name] for each in (one, two) if name in each.steps]
        assert step.came == sum(each.came for each in parts)
        assert step.ms == sum(each.ms for each in parts)


def test_everybody_who_came_went_on_left_or_ended(store: Store) -> None:
    calls(store)
    with store.reading() as session:
        found = flow_paths.funnel(session, "acme", START, END)
    for step in found.steps.values():
        assert step.came == sum(step.ways.values()) + step.left + step.ended


def test_nobody_called(store: Store) -> None:
    with store.reading() as session:
        found = flow_paths.funnel(session, "acme", START, END)
        assert flow_paths.flows(session, START, END) == {}
        assert flow_paths.versions(session, "acme", START, END) == {}
        assert flow_paths.calls_at(session, "acme", "main", START, END) == []
    assert (found.calls, found.steps, found.timed) == (0, {}, 0)
    assert flow_paths.StepFigures("main").mean is None


def test_the_calls_behind_a_step(store: Store) -> None:
    calls(store)
    with store.reading() as session:

        def found(step: str, **more: object) -> list[int]:
            rows = flow_paths.calls_at(session, "acme", step, START, END, **more)  # type: ignore[arg-type]
            return [row.call_id for row in rows]

        assert found("main") == [3, 2, 1]
        assert found("main", left=True) == [2]
        assert found("main", before_id=3, limit=1) == [2]
        assert found("main", version=2) == [3]
        assert found("mai") == []
        assert found("bye", left=True) == []


def test_a_flow_with_most_calls_comes_first(store: Store) -> None:
    keep(store, call(1, flow="b"), call(2, flow="a"), call(3, flow="b"), call(4, flow="", source="old"))
    with store.writing() as session:
        books.recount(session, ZONE)
    with store.reading() as session:
        assert list(flow_paths.flows(session, START, END + timedelta(days=1))) == ["b", "a"]
