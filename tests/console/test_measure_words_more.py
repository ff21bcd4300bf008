"""Figures of promises and scores have words, and a page that explains each."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from console import measure_words, measure_words_more
from support.rules.metrics_more import OTHERS
from support.store.surveys import Score
from tests.console.centre import START, Centre
from tests.console.report_facts_more import promised, put


def said(client: FlaskClient, name: str) -> str:
    reply = client.get(f"/figures/{name}?period=last7")
    assert reply.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.text)).replace("&#39;", "'")


def test_everything_has_words(centre: Centre) -> None:
    with centre.app.test_request_context("/"):
        columns, meanings = measure_words_more.columns(), measure_words_more.meanings()
        assert set(meanings) == set(OTHERS)
        assert {column for each in OTHERS.values() if each.below for column in each.inputs} == set(columns)
        assert measure_words.formula("csat") == "answers of 4 and 5 ÷ answers of 1 to 5"
        assert measure_words.better("callbacks_expired") == "down"


@pytest.mark.parametrize("name", OTHERS)
def test_every_one_explains_itself_when_there_is_nothing(centre: Centre, sue: FlaskClient, name: str) -> None:
    text = said(sue, name)
    assert "The report that this figure stands in" in text
    assert ("no data, which is not zero" in text) == (OTHERS[name].unit != "count")
    assert sue.get(f"/reports/{measure_words_more.report(name)}").status_code == 200


def test_the_formula_stands_there_with_its_numbers(centre: Centre, sue: FlaskClient) -> None:
    put(centre, promised(1, START), promised(2, START, "expired"), promised(3, START, "cancelled"))
    text = said(sue, "callbacks_kept")
    assert "50.0 % " in text
    assert "= connected ÷ (connected + expired)" in text
    assert "= 1 ÷ (1 + 1)" in text
    assert "Cancelled callbacks What was taken back was neither kept nor broken. 1" in text


def test_a_median_shows_how_long_each_took(centre: Centre, sue: FlaskClient) -> None:
    put(centre, promised(1, START, connected_at=START + timedelta(minutes=3)))
    text = said(sue, "callback_time")
    assert "How long they took" in text
    assert "3:00" in text


def test_a_filter_that_does_not_narrow_is_said(centre: Centre, sue: FlaskClient) -> None:
    put(centre, Score(survey="csat", score=5, at=START, queue="billing"))
    text = re.sub(r"<[^>]+>", " ", sue.get("/figures/csat?period=last7&flow=acme").text)
    assert "the figure is of all of them" in text
