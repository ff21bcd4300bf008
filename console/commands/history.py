"""`metrics import|forget`: another system's call log, brought into the figures and taken away again."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from console.commands.context import Context
from console.commands.progress import Progress
from flows import history_map
from support.errors import Refused
from support.services import history

_SHOWN = 10  # odd rows that are printed without --odd


def add(verbs: Any) -> None:
    verb = verbs.add_parser("import", help="bring another system's call log into the figures")
    verb.add_argument("file", type=Path, help="CSV with a head, or CSV.gz")
    verb.add_argument("--map", type=Path, required=True, help="what its columns mean; see docs/examples")
    verb.add_argument(
        "--odd", type=Path, metavar="OUT", help="write the rows that were not taken here, with reasons"
    )
    verb.set_defaults(do=bring)
    verb = verbs.add_parser("forget", help="take an imported log away; without a name, list them")
    verb.add_argument("source", nargs="?", default="", help="as its map calls it")
    verb.set_defaults(do=forget)


def bring(context: Context, wanted: argparse.Namespace) -> int:
    """Exit code 1 when there is nothing to import; odd rows alone are no failure."""
    read = history_map.load(wanted.map)
    for finding in read.findings:
        print(finding)
    if read.map is None:
        print("not imported: correct the map first", file=sys.stderr)
        return 1
    progress = Progress()
    odd = _Odd(wanted.odd, wanted.file)
    try:
        result = history.bring(context.store, wanted.file, read.map, context.clock(), odd, progress)
    finally:
        progress.end()
        odd.close()
    _print_result(read.map.source, result)
    odd.tell()
    return 0


def forget(context: Context, wanted: argparse.Namespace) -> int:
    if not wanted.source:
        return _list(context)
    progress = Progress()
    try:
        gone = history.forget(context.store, wanted.source, progress)
    finally:
        progress.end()
    print(f"{gone} calls of {wanted.source} are gone from the figures")
    return 0


def _list(context: Context) -> int:
    with context.store.reading() as session:
        found = history.sources(session)
    for name, about in found.items():
        print(f"{name}: {about['imported']} calls of {about['file']}, imported {str(about['at'])[:16]}")
    if not found:
        print("nothing was imported")
    return 0


def _print_result(source: str, result: history.Result) -> None:
    if result.forgotten:
        print(f"in place of {result.forgotten} calls of {source} that were imported before")
    print(
        f"{result.rows} rows = {result.imported} imported + {result.odd.total()} odd"
        f" + {result.ignored.total()} ignored"
    )
    for title, counted in (("imported", result.outcomes), ("odd", result.odd), ("ignored", result.ignored)):
        _print_counts(title, counted)
    if result.mended:
        print(f"of those imported, {result.mended} had moments that overlapped and were put right")


def _print_counts(title: str, counted: Counter[str]) -> None:
    for what, number in counted.most_common():
        print(f"  {title:9} {number:>9}  {what}")


class _Odd:
    """Rows that were not taken: all of them to a file, or the first few here."""

    def __init__(self, path: Path | None, source: Path) -> None:
        self._path, self._source, self._shown, self._count = path, source, [], 0  # type: ignore[var-annotated]
        try:
            self._file = path.open("w", encoding="utf-8", newline="") if path else None
        except OSError as error:
            raise Refused("cannot write %(file)s: %(why)s", file=path, why=error.strerror) from None
        self._write: Callable[[Sequence[object]], Any] = (
            csv.writer(self._file).writerow if self._file else lambda _: None
        )
        self._write(("line", "reason", "row"))

    def __call__(self, line: int, reason: str, cells: list[str]) -> None:
        self._count += 1
        self._write((line, reason, *cells))
        if len(self._shown) < _SHOWN:
            self._shown.append(f"{self._source.name}:{line}: {reason}")

    def close(self) -> None:
        if self._file:
            self._file.close()

    def tell(self) -> None:
        if self._path:
            print(f"the odd rows are in {self._path}")
        elif self._count:
            print(*self._shown, sep="\n")
            if self._count > len(self._shown):
                print(f"… and {self._count - len(self._shown)} more: --odd FILE writes them all")
