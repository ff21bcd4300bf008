"""`flows lint|test|paths|show|publish FILE`: what an admin does with a flow before callers meet it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from console.commands.context import Context
from flows.diagram import to_svg, to_text
from flows.flow import Flow
from flows.loader import Loaded, load
from flows.paths import enumerate_paths
from ivr.scenarios import ScenarioResult, run_all
from support.services import flows as service
from support.services import intents, learning, publishing

Command = Callable[[Context, argparse.Namespace], int]


def add(nouns: Any) -> None:
    verbs = nouns.add_parser("flows", help="lint, test, paths, show, publish a flow").add_subparsers(
        dest="verb", required=True, metavar="lint|test|paths|show|publish"
    )
    for name, do, about in (
        ("lint", lint, "say what is wrong with it"),
        ("test", test, "run its scenarios"),
        ("paths", paths, "list every keypath"),
        ("show", show, "draw it, as text or SVG"),
        ("publish", publish, "check it and give it to new calls"),
    ):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("file", type=Path, nargs="+" if name in ("lint", "test") else None)
        if name == "show":
            verb.add_argument("--svg", type=Path, metavar="OUT", help="write the diagram to this file")
        if name == "paths":
            verb.add_argument("--depth", type=int, default=40, help="longest path listed")
            verb.add_argument("--limit", type=int, default=200, help="paths listed at most")
        if name == "publish":
            verb.add_argument("--by", default="command line", help="who publishes it")
        verb.set_defaults(do=do)


def lint(context: Context, wanted: argparse.Namespace) -> int:
    loaded = [_load(context, path, notes=True) for path in wanted.file]
    errors = [finding for each in loaded for finding in each.findings if finding.weight == "error"]
    if not errors:
        print("ok" if len(loaded) == 1 else f"ok: {len(loaded)} flows")
    return 1 if errors else 0


def test(context: Context, wanted: argparse.Namespace) -> int:
    passed = [_try_scenarios(context, _sound(_load(context, path))) for path in wanted.file]
    return 0 if all(passed) else 1


def _try_scenarios(context: Context, flow: Flow | None) -> bool:
    if flow is None:
        return False
    results = _played(context, flow)
    for result in results:
        _print_result(result)
    failed = sum(not result.passed for result in results)
    print(f"{flow.flow}: {len(results)} scenarios, {failed} failed")
    return not failed


def paths(context: Context, wanted: argparse.Namespace) -> int:
    flow = _sound(_load(context, wanted.file))
    if flow is None:
        return 1
    covered = {pair for result in _played(context, flow) for pair in result.covered}
    found = enumerate_paths(flow, wanted.depth, wanted.limit, covered)
    for path in found.listed:
        print(path)
    print(f"\n{found.count_words} keypaths" + (f", {len(found.listed)} listed" if found.truncated else ""))
    if found.fastest_s is not None and found.slowest_s is not None:
        print(f"prompts until a person: {found.fastest_s:.0f} s at best, {found.slowest_s:.0f} s at worst")
    for loop in found.loops:
        print(f"loop: {' › '.join(loop)}")
    for step in found.unreachable:
        print(f"nothing reaches: {step}")
    for step, label in found.uncovered:
        print(f"no scenario takes: {step} [{label}]")
    return 0


def show(context: Context, wanted: argparse.Namespace) -> int:
    flow = _sound(_load(context, wanted.file))
    if flow is None:
        return 1
    if wanted.svg:
        try:
            wanted.svg.write_text(to_svg(flow), encoding="utf-8")
        except OSError as error:
            return _refuse(f"cannot write {wanted.svg}: {error.strerror}")
        print(f"written to {wanted.svg}")
    else:
        print(to_text(flow))
    return 0


def publish(context: Context, wanted: argparse.Namespace) -> int:
    """Nothing is published unless the flow is sound and every scenario passes."""
    loaded = _load(context, wanted.file)
    flow = _sound(loaded)
    if flow is None:
        return _refuse("not published: correct the errors first")
    failed = [result for result in _played(context, flow) if not result.passed]
    for result in failed:
        _print_result(result)
    if failed:
        return _refuse(f"not published: {len(failed)} scenarios fail")
    version = publishing.publish(context.store, flow, loaded.source, wanted.by, context.clock())
    numbers = ", ".join(flow.numbers) or "no number of its own"
    print(
        f"published {flow.flow} version {version} ({numbers}); new calls take it, live calls stay on theirs"
    )
    return 0


def _load(context: Context, path: Path, notes: bool = False) -> Loaded:
    with context.store.reading() as session:
        known = service.queue_names(session)
    loaded = load(path, known_queues=known)
    for finding in loaded.findings:
        if notes or finding.weight != "note":
            print(finding)
    return loaded


def _played(context: Context, flow: Flow) -> list[ScenarioResult]:
    """Every scenario, with words judged as the published flow would judge them."""
    if not flow.scenarios:
        return []
    with context.store.reading() as session:
        learned = learning.examples(session, flow.flow)
    return run_all(flow, intents.classifier_of(flow, learned))


def _sound(loaded: Loaded) -> Flow | None:
    return loaded.flow if loaded.publishable else None


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


def _print_result(result: ScenarioResult) -> None:
    print(f"{'pass' if result.passed else 'FAIL'}  {result.name}")
    if not result.passed:
        for line in (*result.problems, *(f"  {heard}" for heard in result.transcript)):
            print(f"      {line}")
