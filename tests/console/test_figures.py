"""A click on a figure shows what it is made of."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from support.rules.metrics import DURATIONS, MEASURES, QUANTILES
from support.services import metrics, policies
from support.store import rollup_sql
from support.store.base import Session
from tests.console.centre import START, Centre
from tests.support import booked, books

ZONE = "America/Sao_Paulo"


def fill(session: Session, calls: int = 20) -> None:
    """The worked day in small: of 20 callers 16 are answered, 12 of them in time; 4 hang up, 1 at once."""
    zone = ZoneInfo(ZONE)
    assert metrics.zone(session) == zone
    for n in range(calls):
        wait = (10, 10, 10, 40, 2 if n % 20 == 4 else 30)[n % 5]
        at, end = START - timedelta(minutes=n + 1), "abandoned" if n % 5 == 4 else "answered"
        outcome = "answered" if end == "answered" else "abandoned_queue"
        # As brought in from elsewhere: such calls need no row of the log.
        booked.call(session, -n - 1, at, zone, queue="billing", source="old pbx", outcome=outcome)
        booked.stay(session, -n - 1, at, end, wait, zone, source="old pbx")
        if end == "answered":
            booked.leg(session, -n - 1, at, 1, zone, source="old pbx", hold_ms=20_000)
    session.flush()
    books.recount(session, zone)


@pytest.fixture
def filled(centre: Centre) -> Centre:
    with centre.store.writing() as session:
        fill(session)
    return centre


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'")


def test_every_part_of_the_explanation(filled: Centre, sue: FlaskClient) -> None:
    text = _text(sue.get("/figures/service_level_ours?period=today").text)
    assert "63.2 %" in text
    assert "answered in time ÷ (answered + abandoned − short abandons)" in text
    assert "12 ÷ (16 + 4 − 1)" in text
    assert "Short abandons Hung up sooner than this definition counts as lost. 1" in text
    for rival in ("75.0 %", "60.0 %"):
        assert rival in text
    assert "Billing" in text
    assert "20 s" in text
    assert "5 s" in text
    assert "20 of what was counted were brought in from old pbx." in text


def test_rivals_are_figures_too(filled: Centre, sue: FlaskClient) -> None:
    html = sue.get("/figures/service_level_ours?period=today&queue=billing").text
    assert 'href="/figures/service_level_copc?period=today&amp;queue=billing"' in html


def test_the_centres_definition_is_shown_under_its_name(filled: Centre, sue: FlaskClient) -> None:
    html = sue.get("/figures/service_level?period=today").text
    assert '<h1 id="explained-title">Service level (ours)</h1>' in html


def test_calls_behind_have_pages(centre: Centre, sue: FlaskClient) -> None:
    with centre.store.writing() as session:
        fill(session, 75)
    html = sue.get("/figures/answered?period=last7").text
    assert html.count("old pbx</span>") == 50
    older = re.search(r'href="([^"]*before=-\d+[^"]*)" rel="next"', html)
    assert older
    html = sue.get(older[1].replace("&amp;", "&")).text
    assert html.count("old pbx</span>") == 10
    assert "Newest" in html


def test_our_own_calls_have_a_page(centre: Centre, sue: FlaskClient) -> None:
    call_id = centre.call(sid="CA1")
    with centre.store.writing() as session:
        booked.call(session, call_id, START, ZoneInfo(ZONE))
        session.flush()
        books.recount(session, ZoneInfo(ZONE))
    assert f'href="/calls/{call_id}"' in sue.get("/figures/calls?period=today").text


def test_a_length_shows_its_spread(filled: Centre, sue: FlaskClient) -> None:
    text = _text(sue.get("/figures/wait_p90?period=today").text)
    assert "0:40" in text
    assert "How long they took" in text


def test_no_data_is_said(sue: FlaskClient) -> None:
    text = _text(sue.get("/figures/aht?period=today").text)
    assert "–" in text
    assert "no data, which is not zero" in text
    assert "No call in this period." in text


def test_agents_time_has_no_calls(sue: FlaskClient) -> None:
    text = _text(sue.get("/figures/occupancy?queue=billing").text)
    assert "about agents' time" in text
    assert "cannot be split by what was asked" in text


@pytest.mark.parametrize(
    "query",
    ["from=2031-01-01&to=2031-01-02", "from=2026-03-05&to=2026-03-01", "from=yesterdayish", "queue=gone",
     "before=x", "before=-99999999999999999999", "agent=x", "number=-", "period=last1100"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_still_gives_a_page(sue: FlaskClient, query: str) -> None:
    assert sue.get(f"/figures/service_level?{query}").status_code == 200


@pytest.mark.parametrize("name", ["nonsense", "wait_p7", "service_level_nobody", "longest_ms"])
def test_no_such_figure(sue: FlaskClient, name: str) -> None:
    assert sue.get(f"/figures/{name}").status_code == 404


def test_every_figure_has_a_page(filled: Centre, sue: FlaskClient) -> None:
    names = [*MEASURES, *(f"{length}_{q}" for length in DURATIONS for q in QUANTILES)]
    assert {sue.get(f"/figures/{name}?period=today").status_code for name in names} == {200}


def test_a_part_for_a_dialog(filled: Centre, sue: FlaskClient) -> None:
    html = sue.get("/figures/aht/part?period=today").text
    assert "<html" not in html
    assert 'id="explained-title"' in html


def test_only_supervisors(ana: FlaskClient) -> None:
    assert ana.get("/figures/aht").status_code == 403


def test_a_changed_threshold_is_dated(centre: Centre, sue: FlaskClient) -> None:
    with centre.store.writing() as session:
        policies.publish(
            session, f"ramal policies: 1\ntimezone: {ZONE}\n", None, START - timedelta(minutes=5)
        )
        zone = ZoneInfo(ZONE)
        booked.stay(session, -1, START - timedelta(minutes=9), zone=zone, source="old pbx", target_s=20)
        booked.stay(session, -2, START - timedelta(minutes=2), zone=zone, source="old pbx", target_s=45)
        rollup_sql.apply(session, zone, [-1, -2], 1)
    text = _text(sue.get("/figures/asa?period=today").text)
    assert "20 s" in text
    assert "45 s" in text
    assert "Policies 1 were published on" in text
