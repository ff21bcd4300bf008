"""How long a large flow takes to be read, checked and walked through, from its text on."""

from __future__ import annotations

import argparse
import json

from bench.report import Figures, cpu_seconds, table
from bench.synthetic import big_flow
from flows.loader import Loaded, read
from flows.paths import Paths, enumerate_paths

STEPS = 1000
QUICK_STEPS = 100


def lint(text: str) -> Loaded:
    return read(text, "big.yaml", folder=None)


def walk(loaded: Loaded) -> Paths:
    if loaded.flow is None:
        raise RuntimeError("the flow to be measured has faults: " + "; ".join(map(str, loaded.findings)))
    return enumerate_paths(loaded.flow)


def main(argv: list[str]) -> Figures:
    """Prints a table; answers lint_s (read and checked) and paths_s (counted, 500 listed) in CPU seconds."""
    parser = argparse.ArgumentParser(prog="python -m bench flows", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller flow")
    steps = QUICK_STEPS if parser.parse_args(argv).quick else STEPS
    # JSON is YAML too; indented like this the scanner has as much to do as with a hand-written flow.
    text = json.dumps(big_flow(steps), indent=1, ensure_ascii=False)
    loaded = lint(text)
    figures = {
        "steps": steps,
        "bytes": len(text.encode()),
        "lint_s": round(cpu_seconds(lambda: lint(text), 3), 3),
        "paths_s": round(cpu_seconds(lambda: walk(loaded), 3), 3),
        "paths_listed": len(walk(loaded).listed),
    }
    print(table(["figure", "value"], list(figures.items())))
    return figures
