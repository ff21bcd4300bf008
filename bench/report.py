"""What every benchmark shares: finding it by name, a readable table, the JSON line, timing."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]


def names() -> list[str]:
    """The benchmarks that there are: the modules with a `main`; the others help them."""
    modules = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in modules if "\ndef main(" in path.read_text("utf-8"))


def run(argv: Sequence[str]) -> Figures:
    """Run `bench.NAME.main(options) -> figures` for `NAME options...`; the last line printed is JSON.

    Raises LookupError with a sentence when there is no such benchmark.
    """
    if not argv or argv[0] not in names():
        raise LookupError(f"no benchmark is called {argv[0]!r}" if argv else "which benchmark?")
    main: Callable[[list[str]], Figures] = importlib.import_module(f"bench.{argv[0]}").main
    figures = main(list(argv[1:]))
    print(json.dumps(figures))
    return figures


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns aligned; numbers right, words left."""
    cells = [[_text(cell) for cell in row] for row in [list(head), *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    right = [bool(rows) and isinstance(rows[0][column], int | float) for column in range(len(head))]
    lines = [
        "  ".join(_fit(cell, w, r) for cell, w, r in zip(row, widths, right, strict=True)) for row in cells
    ]
    return "\n".join(
        line.rstrip() for line in [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
    )


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _fit(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def cpu_seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """The least CPU time of several runs: what the work costs when nothing else disturbs it."""
    best = float("inf")
    for _ in range(repeat):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best
