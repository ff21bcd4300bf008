"""How well tomorrow's calls are foreseen: a real bank's two weeks are learnt from, its third is foreseen.

The bank's log is imported into an empty SQLite database, as `metrics import` does, and the service that the
console asks foresees each half-hour of the third week without seeing it. Beside it what a centre without a
forecast takes: the same half-hour of the week before. Errors over all half-hours of the week: the share of
calls that were expected wrongly (WAPE), and the mean error (MAE), in calls.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.report import Figures, table
from flows import history_map
from support.rules.forecast import Error, error
from support.services import forecast, history
from support.store import migrate
from support.store.base import Store

FILE = Path(__file__).parents[2] / "shared" / "data" / "calls" / "bank_1999-08-01_21.csv.gz"
MAP = Path(__file__).parents[1] / "docs" / "examples" / "bank-1999.yaml"
THIRD_WEEK = date(1999, 8, 15)
_DAYS = 7
_NOW = datetime(1999, 9, 1, tzinfo=UTC)


def main(argv: list[str]) -> Figures:
    """`wape` and `mae` of ours, the same of last week's, and how fast the log was imported."""
    parser = argparse.ArgumentParser(prog="python -m bench forecast", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the same: it takes seconds")
    parser.add_argument("--file", type=Path, default=FILE, help="the call log")
    parser.add_argument("--map", type=Path, default=MAP, help="what its columns mean")
    parser.add_argument("--first", type=date.fromisoformat, default=THIRD_WEEK, help="of the days foreseen")
    options = parser.parse_args(argv)
    written = history_map.load(options.map).map
    if written is None or not options.file.is_file():
        parser.error(f"no map or no log: name them with --map and --file (not at {options.file.name})")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/forecast.db")
        migrate.upgrade(store)
        began = time.process_time()
        result = history.bring(store, options.file, written, _NOW)
        seconds = time.process_time() - began
        queues = ["", *sorted(written.queue.names.values())]
        found = {name or "all": compare(store, name, options.first) for name in queues}
        store.close()
    rows = [
        (name, ours.share or 0.0, last.share or 0.0, ours.calls, last.calls)
        for name, (ours, last) in found.items()
    ]
    print(table(("queue", "WAPE", "last week's", "MAE", "last week's"), rows))
    print(f"\n{result.rows} rows imported in {seconds:.1f} s of CPU")
    ours, last = found["all"]
    return {
        "wape": ours.share, "last_week_wape": last.share, "mae": ours.calls, "last_week_mae": last.calls,
        "rows": result.rows, "imported": result.imported, "odd": result.odd.total(),
        "ignored": result.ignored.total(), "rows_per_s": result.rows / seconds,
    }  # fmt: skip


def compare(store: Store, queue: str, first: date) -> tuple[Error, Error]:
    """(ours, last week's same half-hour), of the week from `first`."""
    queues = (queue,) if queue else ()
    with store.reading() as session:
        known = forecast.basis(session, queues, first, _DAYS, _NOW)
        before = forecast.basis(session, queues, first - timedelta(_DAYS), _DAYS, _NOW).came
    same = {day: before[day - timedelta(_DAYS)] for day in known.came}
    return error(known.forecast.calls, known.came), error(same, known.came)
