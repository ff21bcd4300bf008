"""Runs all checks over a flow and its sub-flows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from flows.checks import (
    anywhere,
    collects,
    endings,
    hours,
    languages,
    loops,
    menus,
    names,
    notes,
    numbers,
    people,
    queues,
    recording,
    scenarios,
    speech,
    targets,
    variables,
)
from flows.checks.context import Context
from flows.findings import Finding, by_place
from flows.flow import Flow
from flows.places import Places

Check = Callable[[Context], None]

CHECKS: tuple[Check, ...] = (
    targets.check,
    loops.check,
    names.check,
    languages.check,
    menus.check,
    speech.check,
    anywhere.check,
    collects.check,
    variables.check,
    hours.check,
    queues.check,
    recording.check,
    numbers.check,
    endings.check,
    people.check,
    scenarios.check,
)


def check(
    flow: Flow,
    places: Places,
    known_queues: frozenset[str] | None = None,
    *,
    subflow_places: Mapping[str, Places] | None = None,
    missing: Collection[str] = (),
    covered: Collection[tuple[str, str]] | None = None,
) -> list[Finding]:
    """Everything that is wrong with a flow or worth a look, in the order of reading.

    `known_queues` are queues that exist beside those that the flow declares. `missing` are sub-flows
    that are known not to exist. `covered` are the (step, label of the way out) that its scenarios took;
    with them the notes tell what no scenario covers.
    """
    known = frozenset(flow.queues) | (known_queues or frozenset())
    # Sub-flows come last, each in its own file, with the main flow's languages and queues.
    context = Context(flow, places, flow, known, frozenset(missing))
    for one in CHECKS:
        one(context)
    notes.check(context, covered)
    findings = context.findings
    for name, sub in flow.subflows.items():
        own = (subflow_places or {}).get(name) or Places(f"{name}.yaml")
        inner = Context(sub, own, flow, known | frozenset(sub.queues), frozenset(missing))
        for one in CHECKS:
            one(inner)
        findings = findings + inner.findings
    return list(by_place(findings))
