"""`metrics rebuild|report|ledger|import|forget`: the figures, for who sits at a terminal."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from console.commands import history
from console.commands.context import Context
from console.commands.progress import Progress
from support.errors import Refused
from support.rules.metrics import MEASURES, Measure, Sums, measure
from support.rules.tables import safe
from support.services import (
    agents,
    bookkeeping,
    closed_books,
    explaining,
    forecast,
    metrics,
    policies,
    queues,
)
from support.services.metrics import Asked
from support.store.base import Session

# Reports by name, and what each is split by.
REPORTS = {
    "daily": "day", "weekly": "week", "monthly": "month", "hours": "hour", "intervals": "quarter",
    "hour-of-day": "hour_of_day", "weekdays": "weekday", "queues": "queue", "agents": "agent",
    "teams": "team", "flows": "flow", "languages": "language", "numbers": "number", "intents": "intent",
}  # fmt: skip
FIGURES = (
    "offered", "answered", "abandoned", "short", "flowed", "service_level", "asa", "aht", "longest_wait",
    "abandon_rate", "occupancy", "fcr",
)  # fmt: skip
LEDGER = ("day", "queue", "offered", "answered", "abandoned", "flowed", "waiting", "difference")
Row = tuple[str | float | None, ...]
_DAYS = 7
_EARLIEST, _LATEST = date(1980, 1, 1), date(2099, 12, 31)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WRITTEN = {
    "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "hour": "%Y-%m-%d %H:%M%z",
    "quarter": "%Y-%m-%d %H:%M%z",
}  # fmt: skip


def add(nouns: Any) -> None:
    about = "the figures: make them again, print them, check them, bring in another system's"
    verbs = nouns.add_parser("metrics", help=about).add_subparsers(
        dest="verb", required=True, metavar="rebuild|report|ledger|import|forget"
    )
    verbs.add_parser("rebuild", help="make all figures again from the logs of calls").set_defaults(do=rebuild)
    verb = verbs.add_parser("report", help="print figures, as a table or CSV")
    verb.add_argument("name", choices=REPORTS, metavar="NAME", help=", ".join(REPORTS))
    _period_options(verb)
    verb.add_argument("--queue", action="append", default=[], help="of this queue only; repeatable")
    verb.add_argument(
        "--figure", action="append", default=[], metavar="NAME",
        help=f"these figures instead of the usual ones; repeatable: {', '.join(MEASURES)}",
    )  # fmt: skip
    verb.add_argument("--csv", action="store_true", help="CSV: shares from 0 to 1, lengths in seconds")
    verb.set_defaults(do=report)
    verb = verbs.add_parser(
        "ledger", help="do the books balance? offered = answered + abandoned + flowed + waiting"
    )
    _period_options(verb)
    verb.add_argument(
        "--recount", action="store_true",
        help="what was counted of days that are over is forgotten; they are closed anew in the night",
    )  # fmt: skip
    verb.set_defaults(do=ledger)
    history.add(verbs)


def _period_options(verb: Any) -> None:
    for option, about in (
        ("--from", f"first day, like 2026-03-02; {_DAYS} days unless told"),
        ("--to", "last day"),
    ):
        verb.add_argument(
            option, dest=option.strip("-") + "_", type=_day, default=None, metavar="DAY", help=about
        )


def rebuild(context: Context, _wanted: argparse.Namespace) -> int:
    """The centre may run meanwhile."""
    progress = Progress()
    try:
        calls = bookkeeping.rebuild(
            context.store, context.clock, lambda done, whole: progress("calls", done, whole)
        )
    finally:
        progress.end()
    print(f"the figures of {calls} calls are made again")
    return 0


def report(context: Context, wanted: argparse.Namespace) -> int:
    by = REPORTS[wanted.name]
    with context.store.reading() as session:
        asked = _asked(session, wanted, context.clock())
        figures = _figures(session, wanted.figure)
        found = metrics.split(session, asked, by)
        rows = [_row(_key(session, by, key), figures, sums) for key, sums in found.items()]
        total = _row("total", figures, metrics.total(session, asked))
        names = {*queues.titles(session), *forecast.queues(session)}
    head = (by, *(each.name for each in figures))
    if wanted.csv:
        _print_csv([head, *rows])
    elif rows:
        _print_table([head, *(_cells(row, figures) for row in (*rows, total))])
    else:
        print(f"there is nothing in this period{_strangers(names, wanted.queue)}")
    return 0


def _row(name: str, figures: Sequence[Measure], sums: Sums) -> Row:
    return (name, *(each.compute(sums) for each in figures))


def _strangers(known: Collection[str], wanted: Sequence[str]) -> str:
    """What may be wrong with the names of queues."""
    missing = [name for name in wanted if name not in known]
    return f"; there is no queue {', '.join(missing)}, but {', '.join(sorted(known))}" if missing else ""


def ledger(context: Context, wanted: argparse.Namespace) -> int:
    """Exit code 1 when there is a difference."""
    now = context.clock()
    if wanted.recount:
        with context.store.writing() as session:
            closed_books.open_all(session)
    with context.store.reading() as session:
        asked = _asked(session, wanted, now)
        lines = explaining.ledger(session, asked.start, asked.end, now)
        calls = explaining.calls_ledger(session, asked.start, asked.end, now)
    _print_table([LEDGER, *map(_ledger_cells, lines)])
    wrong = sum(map(_differs, lines)) + sum(map(_differs, calls))
    ended, booked = sum(each.ended for each in calls), sum(each.with_outcome for each in calls)
    print(f"\n{ended} calls are over, {booked} with one outcome each")
    cure = "metrics rebuild makes them again, --recount counts closed days anew"
    print(f"{wrong} lines do not balance: {cure}" if wrong else "the books balance")
    return 1 if wrong else 0


def _ledger_cells(line: explaining.LedgerLine) -> tuple[str, ...]:
    return tuple(str(getattr(line, name)) for name in LEDGER)


def _differs(line: explaining.LedgerLine | explaining.CallLine) -> bool:
    return line.difference != 0


def _asked(session: Session, wanted: argparse.Namespace, now: datetime) -> Asked:
    """Raises Refused for a period that ends before it begins."""
    today = now.astimezone(metrics.zone(session)).date()
    last = wanted.to_ or (today if wanted.from_ is None else max(today, wanted.from_))
    first = wanted.from_ or last - timedelta(days=_DAYS - 1)
    if first > last:
        raise Refused(
            "this period ends before it begins: --from %(first)s --to %(last)s", first=first, last=last
        )
    return Asked(*metrics.days(session, first, last), tuple(getattr(wanted, "queue", ())))


def _figures(session: Session, names: Sequence[str]) -> list[Measure]:
    preset = policies.current(session).metrics.service_level
    found = {name: measure(name, preset) for name in names or FIGURES}
    missing = next((name for name, each in found.items() if each is None), None)
    if missing:
        raise Refused("there is no figure %(name)s; there are %(all)s", name=missing, all=", ".join(MEASURES))
    return [each for each in found.values() if each]


def _key(session: Session, by: str, key: str | int) -> str:
    if by in _WRITTEN:
        return f"{datetime.fromtimestamp(int(key), UTC).astimezone(metrics.zone(session)):{_WRITTEN[by]}}"
    if by == "weekday":
        return _WEEKDAYS[int(key)]
    if by == "agent" and str(key).isdecimal():
        return agents.names(session).get(int(key), str(key))
    return str(key)


def _cells(row: Row, figures: Sequence[Measure]) -> tuple[str, ...]:
    values = zip(row[1:], figures, strict=True)
    return (str(row[0]), *(_shown(value, each.unit) for value, each in values))


def _shown(value: str | float | None, unit: str) -> str:
    if value is None or isinstance(value, str):
        return value or "-"
    return {"share": f"{value * 100:.1f} %", "seconds": f"{value:.1f} s"}.get(unit, f"{value:g}")


def _print_csv(rows: Sequence[Sequence[object]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in rows:
        writer.writerow(
            ["" if cell is None else safe(cell) if isinstance(cell, str) else cell for cell in row]
        )


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not _EARLIEST <= day <= _LATEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it like 2026-03-02")
    return day
