"""Call logs brought in and taken away: every row accounted for, the books balance, the same file again."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import history_map
from flows.history_map import HistoryMap
from support.errors import NotFound, Refused
from support.services import bookkeeping, closed_books, explaining, history, metrics
from support.services.history import Result, bring, forget
from support.services.metrics import Asked
from support.store.base import Base, Store
from support.store.facts import Bookmark, CallFact, LegFact, StayFact
from support.store.rollups import SUMS
from tests.conftest import ROOT, SHARED, need
from tests.support.books import recount

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BANK = ROOT / "docs" / "examples" / "bank-1999.yaml"
HEAD = (
    "call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,"
    "ser_start,ser_exit,ser_time,server"
)
ROWS = [
    "1,c1,0,PS,1999-08-01,9:00:00,9:00:10,10,9:00:10,9:00:40,30,AGENT,9:00:39,9:03:40,181,anna",
    "2,c1,0,PS,1999-08-02,9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,9:00:10,9:01:10,60,anna",
    "3,c2,0,NW,1999-08-01,23:59:00,23:59:10,10,23:59:10,0:01:10,120,AGENT,0:01:10,0:05:10,240,",
    "4,,0,PS,1999-08-01,10:00:00,10:00:06,6,10:00:06,10:00:08,2,HANG,0:00:00,0:00:00,0,",
    "4,c9,0,PS,1999-08-01,10:00:00,10:00:06,6,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,",
    "5,c3,2,TT,1999-08-03,10:00:00,10:00:06,6,10:00:06,10:00:50,44,PHANTOM,10:00:50,10:00:52,2,",
    "6,c3,2,PS,1999-08-03,10:00:00,9:58:00,-120,9:58:00,10:00:50,170,AGENT,10:00:50,10:00:52,2,bob",
    "7,c3,2,PS,1999-08-03",
]


def bank_map() -> HistoryMap:
    found = history_map.load(BANK).map
    assert found
    return found


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n")
    return path


def books(store: Store) -> list[tuple[object, ...]]:
    """Every row of the rollups."""
    found: list[tuple[object, ...]] = []
    with store.reading() as session:
        for table in SUMS:
            found += sorted(tuple(row) for row in session.execute(select(*table.__table__.columns)))
    return found


def count(store: Store, table: type[Base]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_row_is_accounted_for(store: Store, log: Path) -> None:
    odd: list[tuple[int, str]] = []
    found = bring(store, log, bank_map(), NOW, lambda line, why, _cells: odd.append((line, why)))
    assert (found.rows, found.imported, found.odd.total(), found.ignored.total()) == (8, 5, 2, 1)
    assert found.outcomes == {"answered": 3, "abandoned_queue": 1, "abandoned_menu": 1}
    assert found.mended == 1
    assert odd == [
        (8, "leaving the menu is 120 s before what it follows"),
        (9, "it has 5 cells, not one for each column"),
    ]
    assert (count(store, CallFact), count(store, StayFact), count(store, LegFact)) == (5, 4, 3)


def test_the_books_balance(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    with store.reading() as session:
        start, end = metrics.days(session, date(1999, 8, 1), date(1999, 8, 3))
        lines = explaining.ledger(session, start, end, NOW)
        sums = metrics.total(session, Asked(start, end))
    assert {(str(each.day), each.queue, each.offered, each.answered, each.abandoned) for each in lines} == {
        ("1999-08-01", "regular", 2, 1, 1), ("1999-08-01", "new-customers", 1, 1, 0),
        ("1999-08-02", "regular", 1, 1, 0),
    }  # fmt: skip
    assert not any(each.difference for each in lines)
    assert (sums.offered, sums.answered, sums.abandoned, sums.short, sums.calls) == (4, 3, 1, 1, 5)
    # c1 called again a day later about the same.
    assert (sums.reached, sums.repeated) == (3, 1)


def test_days_that_were_closed_are_counted_anew(store: Store, log: Path) -> None:
    def offered(and_close: bool) -> list[tuple[int, int]]:
        with store.reading() as session:
            period = metrics.days(session, date(1999, 8, 1), date(1999, 8, 3))
            lines = explaining.ledger(session, *period, NOW)
        while and_close:
            with store.writing() as session:
                and_close = closed_books.close(session, NOW) > 0
        return [(line.offered, line.difference) for line in lines]

    bring(store, log, bank_map(), NOW)
    first = offered(and_close=True)
    assert offered(and_close=False) == first
    log.write_text("\n".join([HEAD, *ROWS[:2]]) + "\n")
    bring(store, log, bank_map(), NOW)
    assert offered(and_close=True) == [(1, 0), (1, 0)]
    forget(store, bank_map().source)
    assert offered(and_close=False) == []


def test_the_same_file_again_changes_nothing(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    before = books(store)
    again = bring(store, log, bank_map(), NOW)
    assert again.forgotten == 5
    assert books(store) == before
    assert count(store, CallFact) == 5


def test_sums_are_what_they_are_when_made_again(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    before = books(store)
    with store.writing() as session:
        recount(session, metrics.zone(session))
    assert books(store) == before
    bookkeeping.rebuild(store, _passing(NOW))
    assert books(store) == before


def _passing(start: datetime):  # type: ignore[no-untyped-def]
    moments = iter(range(10_000))
    return lambda: start + timedelta(seconds=10 * next(moments))


def test_forgotten_it_leaves_nothing(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    assert forget(store, "bank-1999") == 5
    assert books(store) == []
    assert [count(store, table) for table in (CallFact, StayFact, LegFact)] == [0, 0, 0]
    with store.reading() as session:
        assert history.sources(session) == {}
    with pytest.raises(NotFound):
        forget(store, "bank-1999")


def test_two_sources_stand_beside_each_other(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    bring(store, log, bank_map().model_copy(update={"source": "other"}), NOW)
    assert count(store, CallFact) == 10
    assert forget(store, "other") == 5
    with store.reading() as session:
        assert list(history.sources(session)) == ["bank-1999"]
        assert {row.source for row in session.scalars(select(CallFact))} == {"bank-1999"}


def test_agents_of_the_log_have_names(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    with store.reading() as session:
        legs = [each.agent_id for each in session.scalars(select(LegFact).order_by(LegFact.id.desc()))]
        names = history.agent_names(session)
    assert [names[each] for each in legs] == ["anna", "anna", "?"]
    assert legs[0] == legs[1] != legs[2]


def test_customers_are_digests(store: Store, log: Path) -> None:
    bring(store, log, bank_map(), NOW)
    with store.reading() as session:
        customers = [each.customer for each in session.scalars(select(CallFact).order_by(CallFact.id.desc()))]
    assert customers[0] == customers[1] != ""
    assert customers[3] == ""
    assert "c1" not in "".join(customers)


def test_a_compressed_file(store: Store, log: Path) -> None:
    packed = log.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(log.read_bytes()))
    assert bring(store, packed, bank_map(), NOW).imported == 5


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (HEAD.replace("vru_exit", "vru_exti").encode(), "no column vru_exit; did you mean vru_exti"),
        (HEAD.replace("priority", "type").encode() + b"\n", "two columns of the file have the same name"),
        (HEAD.encode() + b"\n", "no row of this file could be taken"),
        (HEAD.encode() + b"\n\xff\xfe,\n", "the file is not utf-8"),
    ],
)
def test_files_that_are_none_change_nothing(store: Store, log: Path, content: bytes, why: str) -> None:
    bring(store, log, bank_map(), NOW)
    before = books(store)
    bad = log.with_name("bad.csv")
    bad.write_bytes(content)
    with pytest.raises(Refused) as refused:
        bring(store, bad, bank_map(), NOW)
    assert why in str(refused.value)
    assert books(store) == before


def test_a_file_that_is_not_there_or_not_packed(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        bring(store, tmp_path / "none.csv", bank_map(), NOW)
    fake = tmp_path / "fake.csv.gz"
    fake.write_text(HEAD)
    with pytest.raises(Refused, match="cannot be read"):
        bring(store, fake, bank_map(), NOW)


def test_nothing_is_imported_while_figures_are_made_again(store: Store, log: Path) -> None:
    with store.writing() as session:
        session.add(Bookmark(name="events", position=0, at=None, state={"rebuild": 0}))
    with pytest.raises(Refused, match="made again"):
        bring(store, log, bank_map(), NOW)


def test_what_was_half_done_is_done_again(store: Store, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was killed between two batches: the same command does the rest."""
    monkeypatch.setattr(history, "BATCH", 2)

    def dies(what: str, done: int, _whole: int) -> None:
        if what == "written" and done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(store, log, bank_map(), NOW, on_progress=dies)
    assert count(store, CallFact) == 2
    bring(store, log, bank_map(), NOW)
    whole = books(store)
    forget(store, "bank-1999")
    bring(store, log, bank_map(), NOW)
    assert books(store) == whole


def test_the_bank(store: Store) -> None:
    """The whole log: every row accounted for, against a count made directly from the file."""
    path = SHARED / "data" / "calls" / "bank_1999-08-01_21.csv.gz"
    need(path.is_file(), "the bank's calls")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = bring(store, path, bank_map(), NOW)
    assert found.rows == len(rows) == found.imported + found.odd.total() + found.ignored.total()
    assert found.ignored.total() == sum(row["outcome"] == "PHANTOM" for row in rows)
    assert found.odd.total() < 0.01 * len(rows)
    _balances(store, found)


def _balances(store: Store, found: Result) -> None:
    with store.reading() as session:
        start, end = metrics.days(session, date(1999, 8, 1), date(1999, 8, 21))
        lines = explaining.ledger(session, start, end, NOW)
        calls = explaining.calls_ledger(session, start, end, NOW)
        sums = metrics.total(session, Asked(start, end))
    assert not any(each.difference for each in lines)
    assert not any(each.difference for each in calls)
    assert sum(each.offered for each in lines) == sums.offered
    assert sums.answered == found.outcomes["answered"]
    assert sums.abandoned == found.outcomes["abandoned_queue"]
    assert sums.calls == found.imported
