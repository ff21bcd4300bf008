"""The report of outcomes: every call once."""

from __future__ import annotations

from flask.testing import FlaskClient

from console.reports_outcomes import COLOURS
from support.rules.metrics import OUTCOMES_OF_CALLS
from tests.console.centre import Centre
from tests.console.report_facts import at, call, keep
from tests.console.test_reports import at_home, table

__all__ = ["at_home"]


def test_every_call_once(centre: Centre, sue: FlaskClient) -> None:
    keep(
        centre,
        call(1, at("2026-03-02T08:00")),
        call(2, at("2026-03-02T08:10"), end="abandoned", language="pt-BR"),
        call(3, at("2026-03-02T08:20"), queue="", intent=""),
        call(4, at("2026-03-01T08:20"), queue="", number="+551133334444"),
    )
    rows = table(sue, "/reports/outcomes?period=last7", "outcomes")
    assert rows[1] == ["Served by the flow", "2", "0.5"]
    assert len(rows) == len(OUTCOMES_OF_CALLS) + 2
    assert sum(int(row[1]) for row in rows[1:-1]) == int(rows[-1][1]) == 4
    languages = table(sue, "/reports/outcomes?period=last7", "by_language")
    assert [row[:2] for row in languages[1:]] == [
        ["English (United States)", "3"],
        ["Portuguese (Brazil)", "1"],
    ]
    intents = table(sue, "/reports/outcomes?period=last7", "by_intent")
    assert ["Unknown", "1"] in [row[:2] for row in intents]
    numbers = table(sue, "/reports/outcomes?period=last7", "by_number")
    assert numbers[1][:2] == ["'+55 11 4002-8922", "3"]
    assert "/figures/calls?period=last7&amp;intent=-" in sue.get("/reports/outcomes?period=last7").text


def test_filtered_by_one_dimension_it_is_not_split_by_others(centre: Centre, sue: FlaskClient) -> None:
    keep(centre, call(1, at("2026-03-02T08:00")))
    page = sue.get("/reports/outcomes?period=today&flow=acme").text
    assert 'id="outcomes"' in page
    assert 'id="by_language"' not in page


def test_every_outcome_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(OUTCOMES_OF_CALLS)
    assert len(set(COLOURS.values())) == len(COLOURS)
