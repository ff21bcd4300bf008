"""Callbacks: promised, kept, and how soon."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from support.store import calls as call_store
from support.store.callbacks import Callback
from tests.console.centre import START, Centre
from tests.console.report_facts_more import promised, put
from tests.console.test_reports_flow import rows

ALL = "/reports/callbacks?period=last7"


def test_what_came_of_promises_by_queue_and_day(centre: Centre, sue: FlaskClient) -> None:
    yesterday = START - timedelta(days=1)
    put(centre, promised(1, START, attempts=2), promised(2, START, "expired", attempts=3, asked_again=1))
    put(
        centre,
        promised(3, yesterday, "cancelled", queue="tech"),
        promised(4, yesterday, "open", queue="gone"),
    )
    found = {row[0]: row[1:] for row in rows(sue, ALL, "callbacks")[1:]}
    assert found["Billing"] == ["0", "", "2", "1", "1", "0", "0.5", "5", "2400", "2400", "1", "0", "0"]
    assert found["gone"] == ["0", "", "1", "0", "0", "0", "", "", "", "", "0", "0", "0"]
    assert found["All"][:7] == ["0", "", "4", "1", "1", "1", "0.5"]
    days = {row[0]: row[1] for row in rows(sue, ALL, "callbacks_daily")[1:]}
    assert days == {"Sun 1 Mar 2026": "2", "Mon 2 Mar 2026": "2", "All": "4"}


def test_how_long_customers_waited(centre: Centre, sue: FlaskClient) -> None:
    soon, late = START + timedelta(seconds=300), START + timedelta(days=2)
    put(centre, promised(1, START, connected_at=soon), promised(2, START, connected_at=late))
    found = {row[0]: row[1] for row in rows(sue, ALL, "callback_waits")[1:]}
    assert (found["≤ 5:00"], found["≤ 15:00"], found["> 24:00:00"]) == ("1", "0", "1")


def test_what_is_late_now_is_an_alarm(centre: Centre, sue: FlaskClient) -> None:
    assert "No promise is open now." in sue.get(ALL).text
    put(centre, Callback(
        queue="billing", number="+1", call_id=centre.call(), first_entered_at=START, created_at=START,
        state="promised", chosen_at=START - timedelta(minutes=1),
    ))  # fmt: skip
    page = sue.get(ALL).text
    assert "later than the customer chose: 1." in page
    assert "note-line problem" in page


def test_no_promise_is_no_figure(sue: FlaskClient) -> None:
    page = sue.get(ALL).text
    assert "No callback was promised in this period." in page
    assert sue.get("/reports/callbacks?period=today&compare=previous&agent=1&queue=gone").status_code == 200


def test_offers_and_how_many_were_taken(centre: Centre, sue: FlaskClient) -> None:
    put(centre, promised(1, START, queue="gone"))
    for queue, then in (("billing", "callback_promised"), ("billing", ""), ("tech", "")):
        call_id, about = centre.call(sid=f"CA{queue}{then}"), {"queue": queue}
        with centre.store.writing() as session:
            events = [("callback_offered", about)] + ([(then, {**about, "ticket": 1})] if then else [])
            call_store.append(session, call_id, START, events)
    found = {row[0]: row[1:4] for row in rows(sue, ALL, "callbacks")[1:]}
    assert found["Billing"] == ["2", "0.5", "0"]
    assert found["Technical support"] == ["1", "0", "0"]
    assert found["gone"] == ["0", "", "1"]
    assert [round(float(each), 3) for each in found["All"]] == [3, 0.333, 1]
    page = sue.get(f"{ALL}&compare=previous").text
    assert 'href="/figures/callbacks_accepted?' in page
    assert 'href="/figures/callbacks_offered?' in page
    assert 'href="/figures/callbacks_offered?' not in sue.get(f"{ALL}&agent=1").text.partition("<table")[0]


def test_an_offer_shows_its_call_and_whether_it_was_taken(centre: Centre, sue: FlaskClient) -> None:
    call_id = centre.call()
    with centre.store.writing() as session:
        call_store.append(session, call_id, START, [("callback_offered", {"queue": "billing"})])
    page = sue.get("/figures/callbacks_accepted?period=today&rows=declined").text
    assert "The offers behind it" in page
    assert f'<a href="/calls/{call_id}">{call_id}</a>' in page
    assert "Not taken</td>" in page
    assert "A callback was offered" in sue.get(f"/calls/{call_id}").text
