"""What is worth knowing though nothing is wrong: keypaths, seconds to a person, what is not covered."""

from __future__ import annotations

from collections.abc import Collection

from flows.checks.context import Context
from flows.paths import Paths, enumerate_paths

_NAMED = 8


def check(context: Context, covered: Collection[tuple[str, str]] | None) -> None:
    flow = context.flow
    if flow.start not in flow.steps or any(f.weight == "error" for f in context.findings):
        return  # ways through a broken flow mean nothing
    paths = enumerate_paths(flow, limit=0, covered=None if covered is None else set(covered))
    ways = "1 way leads" if paths.count == 1 else f"{paths.count_words} ways lead"
    message = f"{ways} through this flow{_to_a_person(paths)}"
    context.report("note", ("start",), message, "keypaths")
    if covered is None:
        if context.is_main and not flow.scenarios:
            context.report("note", ("start",), "no scenario tries this flow", "coverage")
    elif paths.uncovered:
        first = ", ".join(f"{step} → {label}" for step, label in paths.uncovered[:_NAMED])
        more = f" and {len(paths.uncovered) - _NAMED} more" if len(paths.uncovered) > _NAMED else ""
        context.report("note", ("start",), f"no scenario takes {first}{more}", "coverage")


def _to_a_person(paths: Paths) -> str:
    if paths.fastest_s is None or paths.slowest_s is None:
        return ""
    fast, slow = f"{paths.fastest_s:.0f}", f"{paths.slowest_s:.0f}"
    return f"; a person is reached after {fast if fast == slow else f'{fast} to {slow}'} s of prompts"
