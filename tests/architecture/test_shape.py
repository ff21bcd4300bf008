"""Size and shape of the source: short files, short functions, all of it typed and explained."""

from __future__ import annotations

import ast
import statistics

import pytest

from tests.architecture.source import ROOT, functions, modules, tracked, tree

FILE_MEDIAN, FILE_P95, FILE_CEILING = 130, 300, 400
FUNCTION_MEDIAN, FUNCTION_P95, FUNCTION_CEILING = 6, 35, 60
BRANCHES_P95 = 7


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def lines(name: str) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


def test_files_are_short() -> None:
    sizes = [lines(name) for name in modules() if not name.endswith("__init__.py")]
    assert statistics.median(sizes) <= FILE_MEDIAN
    assert percentile(sizes, 0.95) <= FILE_P95
    too_long = [name for name in modules() if lines(name) > FILE_CEILING]
    assert too_long == []


def test_browser_modules_and_templates_are_short() -> None:
    endings = (".js", ".css", ".html")
    assert [name for name in tracked() if name.endswith(endings) and lines(name) > FILE_CEILING] == []


def test_functions_are_short() -> None:
    found = list(functions(modules()))
    sizes = [function.lines for function in found]
    assert statistics.median(sizes) <= FUNCTION_MEDIAN + 1
    assert percentile(sizes, 0.95) <= FUNCTION_P95
    assert [f"{f.file}:{f.name} {f.lines}" for f in found if f.lines > FUNCTION_CEILING] == []


def test_functions_have_few_branches() -> None:
    assert percentile([function.branches for function in functions(modules())], 0.95) <= BRANCHES_P95


@pytest.mark.parametrize("name", modules())
def test_a_module_opens_with_what_may_live_in_it(name: str) -> None:
    assert ast.get_docstring(tree(name)), f"{name} has no docstring"


def test_every_signature_is_typed() -> None:
    untyped = [
        f"{function.file}:{function.name}"
        for function in functions(modules())
        if function.node.returns is None
        or any(
            argument.annotation is None
            for argument in (
                *function.node.args.posonlyargs,
                *function.node.args.args,
                *function.node.args.kwonlyargs,
            )
            if argument.arg not in ("self", "cls")
        )
    ]
    assert untyped == []
