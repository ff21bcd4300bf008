"""Intents and speech."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.console import report_facts
from tests.console.centre import START, Centre
from tests.console.report_facts_more import HOSTILE, receipt
from tests.console.test_reports_flow import rows

ALL = "/reports/speech?period=last7"


@pytest.fixture
def asked(centre: Centre) -> Centre:
    made = [report_facts.call(n, START, "") for n in range(1, 4)]
    receipts = (
        [receipt(intent="billing"), receipt("why", heard=4, rejected=2, corrected=1, intent="help")],
        [receipt(input="keypad", heard=0, keyed=1)],
        [receipt(input="none", result="else", heard=0, silent=3), receipt(HOSTILE, result="abandoned")],
    )
    for each, own in zip(made, receipts, strict=True):
        assert each.call
        each.call.receipts = own
    made[2].call.language = "pt-BR"  # type: ignore[union-attr]
    report_facts.keep(centre, *made)
    return centre


def test_the_question_that_is_understood_least_comes_first(asked: Centre, sue: FlaskClient) -> None:
    found = rows(sue, ALL, "questions")[1:]
    assert [row[0] for row in found] == ["why", "main", HOSTILE, "All"]
    assert [row[2] for row in found] == ["0.25", "1", "1", f"{3 / 6:g}"]
    main = found[1]
    assert main[1:2] + main[3:] == ["3", "0.666667", "3", "1", "0", "0", "0", "3", "0.5", "1", "0", "4"]


def test_by_intent_and_language(asked: Centre, sue: FlaskClient) -> None:
    assert [row[0] for row in rows(sue, ALL, "intents")[1:]] == ["help", "billing"]
    assert {row[0]: row[1] for row in rows(sue, ALL, "languages")[1:]} == {
        "English (United States)": "3", "Portuguese (Brazil)": "2", "All": "5",
    }  # fmt: skip
    only = rows(sue, f"{ALL}&language=pt-BR", "questions")[1:]
    assert {row[0] for row in only} == {"main", HOSTILE, "All"}


def test_what_was_heard_can_be_reviewed(asked: Centre, sue: FlaskClient) -> None:
    asked.utterance(asked.call())
    page = sue.get(ALL).text
    assert "1 thing that was said waits" in page
    assert "/admin/speech?flow=acme" in page
    assert HOSTILE not in page


def test_nothing_was_asked(sue: FlaskClient) -> None:
    page = sue.get(ALL).text
    assert "No question was put in this period." in page
    assert rows(sue, ALL, "accuracy")[1:] == []
