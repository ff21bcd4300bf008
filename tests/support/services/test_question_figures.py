"""How questions went: what counts as understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from support.services import question_figures
from support.services.metrics import ReceiptCount
from support.store.base import Store
from tests.support import books
from tests.support.store.test_flow_paths import END, START, call, keep

ROW = ReceiptCount(
    flow="acme", language="en-US", step="main", kind="menu", intent="bill", input="speech", result="matched",
    count=10, asked=12, heard=14, confirmed=2, corrected=1, rejected=2, silent=0, keyed=0, answer_ms=50_000,
)  # fmt: skip


def test_accuracy_is_of_what_was_said() -> None:
    found = question_figures.whole([ROW])
    assert found.accuracy == 11 / 14
    assert (found.found, found.keyed_share, found.answer_s) == (1.0, 0.0, 5.0)


def test_keys_do_not_count_as_understood_or_not() -> None:
    keyed = replace(ROW, input="keypad", heard=0, rejected=5, keyed=10, corrected=0)
    found = question_figures.whole([ROW, keyed])
    assert found.accuracy == 11 / 14
    assert found.keyed_share == 0.5


def test_nothing_is_no_figure() -> None:
    found = question_figures.whole([])
    assert (found.accuracy, found.found, found.keyed_share, found.answer_s) == (None,) * 4
    gone = question_figures.by([replace(ROW, count=0)], lambda row: row.step)
    assert gone == {}


def test_more_wrong_than_heard_is_nothing_understood() -> None:
    assert question_figures.whole([replace(ROW, heard=1, rejected=3)]).accuracy == 0.0


def test_the_worst_comes_first_and_what_nobody_spoke_in_last() -> None:
    silent = replace(ROW, step="silent", input="none", result="else", heard=0)
    well = replace(ROW, step="well", rejected=0, corrected=0)
    found = question_figures.by([well, ROW, silent], lambda row: row.step)
    assert question_figures.worst_first(found) == ["main", "well", "silent"]
    assert (found["silent"].gave_up, found["silent"].abandoned) == (10, 0)


def test_receipts_of_calls_add_up(store: Store) -> None:
    receipt = {
        "step": "main", "kind": "menu", "input": "speech", "result": "abandoned", "asked": 2, "heard": 2,
        "rejected": 1, "answer_ms": 3_000,
    }  # fmt: skip
    keep(
        store,
        call(1, receipts=[receipt, {**receipt, "result": "anywhere"}]),
        call(2, outcome="", receipts=[receipt]),
    )
    with store.writing() as session:
        books.recount(session, ZoneInfo("America/Sao_Paulo"))
    with store.reading() as session:
        found = question_figures.whole(question_figures.rows(session, START, END, "acme", "en-US"))
        later = question_figures.rows(session, END + timedelta(days=2), END + timedelta(days=3))
    assert (found.questions, found.matched, found.abandoned, found.accuracy) == (2, 1, 1, 0.5)
    assert later == []
