"""The rows behind figures of promises, tickets, scores and questions, as people see them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from console import figures_behind
from console.report_words import Names
from support.rules.metrics_more import BEHIND
from support.services.behind_more import BehindMore
from support.store.surveys import Score
from support.store.tickets import Ticket
from tests.console.centre import START, Centre
from tests.console.report_facts import ZONE
from tests.console.report_facts_more import promised, put, receipt, ticket
from tests.support import booked, books
from tests.support.services.test_metrics_more import clock

NAMES = Names({"billing": "Billing"}, {1: "Ana"}, {})
BEFORE = START - timedelta(hours=1)


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    html = client.get(f"/figures/{address}").text
    body = html.partition('id="behind"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", body))
    return [[re.sub(r"<[^>]+>", "", cell) for cell in each] for each in cells]


def test_promises_and_what_became_of_them(centre: Centre, sue: FlaskClient) -> None:
    put(centre, promised(1, BEFORE, agent_id=77), promised(2, START, "expired", queue="gone"))
    put(centre, promised(-3, BEFORE - timedelta(hours=1), "cancelled", source="old pbx"))
    shown = rows(sue, "callbacks_promised?period=today")
    assert [each[1:] for each in shown] == [
        ["2", "–", "gone", "–", "Expired: call by hand", "1", "0", "–"],
        ["1", "–", "Billing", "77", "Reached", "1", "0", "40:00"],
        ["old pbx", "–", "Billing", "–", "Cancelled", "1", "0", "–"],
    ]
    assert len(rows(sue, "callbacks_kept?period=today")) == 2
    assert [each[1] for each in rows(sue, "callbacks_kept?period=today&rows=expired")] == ["2"]
    assert len(rows(sue, "callbacks_kept?period=today&rows=nonsense")) == 2
    assert rows(sue, "callbacks_kept?period=today&queue=nowhere") == []


def test_tickets_and_their_promises(centre: Centre, sue: FlaskClient) -> None:
    one, late = ticket(1001, BEFORE, kind="sms", status="solved"), ticket(1002, START, queue="")
    one.solved_at = START
    part = ticket(1003, START, merged_into_id=1)
    put(centre, one, late, part)
    put(centre, clock(one, 300), clock(late, kind="resolution", state="breached", stopped_at=None))
    assert [each[1:] for each in rows(sue, "tickets_opened?period=today")] == [
        ["–", "1002", "–", "–", "Voicemail", "New", "–", "–"],
        ["–", "1001", "Billing", "–", "Text message", "Solved", "–", "1:00:00"],
    ]
    assert [each[2] for each in rows(sue, "tickets_solved?period=today")] == ["1001"]
    assert [each[5:] for each in rows(sue, "sla_attainment?period=today")] == [
        ["Solution", "Late", "–", "4:00:00"], ["First answer", "Kept", "5:00", "4:00:00"],
    ]  # fmt: skip
    assert [each[2] for each in rows(sue, "sla_attainment?period=today&rows=breached")] == ["1002"]
    assert 'href="/tickets/1001"' in sue.get("/figures/first_response?period=today").text


def test_how_finely_times_are_counted_is_said_where_it_is_so(centre: Centre, sue: FlaskClient) -> None:
    one = ticket(1001, BEFORE, responded_at=START)
    put(centre, promised(1, BEFORE), one)
    put(centre, clock(one, 300))
    steps, minutes = "Lengths are counted in steps", "counted by the minute"
    for name, said in (("callback_time", ""), ("voicemail_time", ""), ("first_response", minutes)):
        text = sue.get(f"/figures/{name}?period=today").text
        assert "How long they took" in text
        assert steps not in text
        assert (minutes in text) == bool(said)


def test_scores_page_by_page(centre: Centre, sue: FlaskClient) -> None:
    about = ticket(1001, BEFORE)
    put(centre, about)
    at = {"queue": "billing", "survey": "csat"}
    put(centre, *(Score(score=1 + n % 5, at=BEFORE + timedelta(seconds=n), **at) for n in range(55)))
    put(centre, Score(score=10, at=START, survey="nps", channel="sms", ticket_id=about.id))
    html = sue.get("/figures/csat?period=today&rows=unsatisfied").text
    assert 'rel="next"' not in html
    assert len(rows(sue, "csat?period=today&rows=unsatisfied")) == 33
    assert 'aria-current="page">Not satisfied (1 to 3)</a>' in html
    html = sue.get("/figures/csat?period=today&rows=csat").text
    older = re.search(r'href="/figures/([^"]*)" rel="next"', html)
    assert older
    assert "rows=csat" in older[1]
    assert len(rows(sue, older[1].replace("&amp;", "&"))) == 5
    assert [each[1:] for each in rows(sue, "nps?period=today")] == [
        ["–", "1001", "–", "–", "By text message", "10 of 10"]
    ]


def test_calls_with_spoken_answers(centre: Centre, sue: FlaskClient) -> None:
    with centre.store.writing() as session:
        receipts = [receipt(heard=2, rejected=1), receipt(input="keypad")]
        booked.call(session, -1, BEFORE, ZONE, queue="billing", source="old pbx", receipts=receipts)
        session.flush()
        books.recount(session, ZONE)
    assert [each[1:] for each in rows(sue, "intent_accuracy?period=today")] == [
        ["old pbx", "Billing", "–", "Served by the flow", "2", "1", "0"]
    ]
    assert len(rows(sue, "intent_accuracy?period=today&rows=misunderstood")) == 1


def test_a_page_after_a_row_that_is_gone(centre: Centre, sue: FlaskClient) -> None:
    put(centre, promised(1, BEFORE))
    assert "None in this period." in sue.get("/figures/callbacks_promised?period=today&before=99").text


@pytest.mark.parametrize("of", sorted({each for choices in BEHIND.values() for each in choices}))
def test_every_kind_of_row_has_as_many_cells_as_columns(centre: Centre, of: str) -> None:
    amounts: dict[str, Any] = dict.fromkeys(
        ("attempts", "asked_again", "answered_s", "used_s", "target_s", "score")
    )
    amounts |= {"heard": 1, "rejected": 0, "corrected": 0}
    with centre.app.test_request_context("/"):
        made = figures_behind.table(of, [BehindMore(1, START, "gone", 1, amounts=amounts)], NAMES)
    assert [len(row.cells) for row in made.rows] == [len(made.columns)]
    assert made.title.endswith("behind it")


def test_parts_of_a_figure_are_told_apart(centre: Centre) -> None:
    with centre.app.test_request_context("/"):
        for choices in BEHIND.values():
            titles = [figures_behind.choice(each) for each in choices]
            assert len(set(titles)) == len(titles)


def test_a_ticket_without_its_call(centre: Centre, sue: FlaskClient) -> None:
    put(centre, Ticket(number=1, kind="unheard_of", subject="<b>", queue="<i>", customer="", created_at=START,
                       updated_at=START))  # fmt: skip
    assert [each[3] for each in rows(sue, "tickets_opened?period=today")] == ["&lt;i&gt;"]
