"""The source as data: files, imports, functions. Used by every rule in this folder."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = (
    "flows", "ivr", "speech", "recordings", "support", "webhooks", "console", "api", "exchange", "bench",
)  # fmt: skip
GENERATED = ("support/store/migrations/versions/",)


@dataclass(frozen=True)
class Function:
    file: str
    name: str
    lines: int
    branches: int
    node: ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[str, ...]:
    """Every file that is in the repository, or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return tuple(name for name in sorted(listed) if (ROOT / name).is_file())


@cache
def modules() -> tuple[str, ...]:
    """Our own Python, without tests and what a tool generated."""
    ours = ("app.py", *(f"{package}/" for package in PACKAGES))
    return tuple(
        name
        for name in tracked()
        if name.endswith(".py") and name.startswith(ours) and not name.startswith(GENERATED)
    )


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def functions(names: tuple[str, ...]) -> Iterator[Function]:
    for name in names:
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(name, node.name, _length(node), _branches(node), node)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without the functions inside: those are counted as their own."""
    inner = [child for child in ast.walk(node) if child is not node and isinstance(child, ast.FunctionDef)]
    nested = {line for child in inner for line in range(child.lineno, (child.end_lineno or child.lineno) + 1)}
    own = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(own - nested)


_BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.comprehension,
    ast.match_case,
    ast.BoolOp,
)


def _branches(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return 1 + sum(isinstance(child, _BRANCHES) for child in ast.walk(node))
