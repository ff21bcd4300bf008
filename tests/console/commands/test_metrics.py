"""`metrics rebuild|report|ledger`: what a person sees of it."""

from __future__ import annotations

import csv
import io
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from support.errors import Refused
from support.services import closed_books, ledger
from support.store import closed_books as closed_store
from support.store.base import Store
from support.store.rollups import Rollup
from tests.console.commands.conftest import Command
from tests.console.commands.test_history import MAP

Output = pytest.CaptureFixture[str]
PERIOD = ("--from", "2026-02-26", "--to", "2026-02-28")
LOG = """when,line,who,wait,talk,how
2026-02-27 09:00:00,sales,ana,10,120,A
2026-02-27 09:05:00,sales,=cmd,30,60,A
2026-02-27 09:06:00,tech,,,,L
2026-02-28 09:06:00,tech,ana,5,60,A
"""


@pytest.fixture
def known(command: Command, tmp_path: Path, capsys: Output) -> None:
    log, written = tmp_path / "log.csv", tmp_path / "map.yaml"
    log.write_text(LOG)
    written.write_text(MAP + "entered: {at: when}\n")
    assert command("metrics", "import", log, "--map", written) == 0
    capsys.readouterr()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("known")
def test_a_table_of_days(command: Command, capsys: Output) -> None:
    assert command("metrics", "report", "daily", *PERIOD) == 0
    head, *days, total = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["day", "offered", "answered", "abandoned"]
    assert [line.split()[:4] for line in days] == [
        ["2026-02-27", "3", "2", "1"],
        ["2026-02-28", "1", "1", "0"],
    ]
    assert total.split()[:4] == ["total", "4", "3", "1"]
    assert "66.7 %" in days[0] or "50.0 %" in days[0]


@pytest.mark.usefixtures("known")
def test_csv_is_for_machines(command: Command, capsys: Output) -> None:
    assert (
        command("metrics", "report", "queues", *PERIOD, "--csv", "--figure", "answered", "--figure", "asa")
        == 0
    )
    assert rows(capsys.readouterr().out) == [
        {"queue": "sales", "answered": "2", "asa": "20.0"},
        {"queue": "tech", "answered": "1", "asa": "5.0"},
    ]


@pytest.mark.usefixtures("known")
def test_names_are_no_formulas(command: Command, capsys: Output) -> None:
    assert command("metrics", "report", "agents", *PERIOD, "--csv", "--figure", "handled") == 0
    handled = {row["agent"]: row["handled"] for row in rows(capsys.readouterr().out)}
    assert (handled["ana"], handled["'=cmd"]) == ("2", "1")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "name", ["weekly", "monthly", "hours", "intervals", "hour-of-day", "weekdays", "flows", "intents"]
)
def test_every_other_report(command: Command, capsys: Output, name: str) -> None:
    assert (
        command("metrics", "report", name, *PERIOD, "--queue", "sales", "--csv", "--figure", "offered") == 0
    )
    found = rows(capsys.readouterr().out)
    assert sum(int(row["offered"]) for row in found) == 2


def test_nothing_in_a_period(command: Command, capsys: Output) -> None:
    assert command("metrics", "report", "daily") == 0
    assert "there is nothing in this period" in capsys.readouterr().out


@pytest.mark.usefixtures("known")
def test_who_reads_may_stop(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """`| head` ended in a traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert command("metrics", "report", "intervals", *PERIOD) == 0
        monkeypatch.undo()


@pytest.mark.usefixtures("known")
def test_a_queue_that_is_not_there_is_told(command: Command, capsys: Output) -> None:
    assert command("metrics", "report", "daily", *PERIOD, "--queue", "salse") == 0
    out = capsys.readouterr().out
    assert "there is nothing in this period; there is no queue salse, but" in out
    assert "sales, tech" in out


@pytest.mark.usefixtures("known")
def test_the_books(command: Command, store: Store, capsys: Output) -> None:
    assert command("metrics", "ledger", *PERIOD) == 0
    out = capsys.readouterr().out
    assert "2026-02-27  sales        2         2          0       0        0           0" in out
    assert "4 calls are over, 4 with one outcome each" in out
    assert "the books balance" in out
    with store.writing() as session:
        session.execute(update(Rollup).where(Rollup.queue == "sales", Rollup.grain == "d").values(answered=1))
    assert command("metrics", "ledger", *PERIOD) == 1
    assert "1 lines do not balance" in capsys.readouterr().out


@pytest.mark.usefixtures("known")
def test_what_was_closed_is_counted_anew(command: Command, store: Store, capsys: Output) -> None:
    with store.writing() as session:
        closed_books.open_all(session)
        begins = ledger.midnight(date(2026, 2, 27), ledger.zone_of(session))
        closed_store.close(session, int(begins.timestamp()), {"sales": 5, closed_store.CALLS: 5})
    assert command("metrics", "ledger", *PERIOD) == 1
    assert command("metrics", "ledger", *PERIOD, "--recount") == 0
    assert command("metrics", "ledger", *PERIOD) == 0
    assert "the books balance" in capsys.readouterr().out


@pytest.mark.usefixtures("known")
def test_all_again(command: Command, store: Store, capsys: Output) -> None:
    with store.writing() as session:
        session.execute(update(Rollup).values(answered=99))
    assert command("metrics", "rebuild") == 0
    assert "the figures of 0 calls are made again" in capsys.readouterr().out  # imported ones are kept
    assert command("metrics", "ledger", *PERIOD) == 0


def test_what_makes_no_sense(command: Command, capsys: Output) -> None:
    assert command("metrics", "report", "nonsense") == 2
    assert command("metrics", "report", "daily", "--from", "yesterday") == 2
    assert "is not a day; write it like 2026-03-02" in capsys.readouterr().err
    assert command("metrics", "ledger", "--from", "9999-12-31") == 2
    assert "'9999-12-31' is not a day" in capsys.readouterr().err
    with pytest.raises(Refused, match="ends before it begins"):
        command("metrics", "ledger", "--from", "2026-03-02", "--to", "2026-03-01")
    with pytest.raises(Refused, match="there is no figure happiness"):
        command("metrics", "report", "daily", "--figure", "happiness")
