"""One ticket: what belongs to it, what people do to it, and two of them at once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.services import alerts, messages, tickets
from support.store.recordings import Recording, RecordingLine
from support.store.surveys import Score
from tests.console.centre import Centre, add_call, add_ticket, post

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def number(centre: Centre) -> int:
    with centre.store.writing() as session:
        call_id = add_call(session, "CA1", "+5511988887777", centre.clock())
        return add_ticket(session, call_id, "CA1", centre.clock())


def another(centre: Centre, sid: str = "CA2", caller: str = "+5511988887777") -> int:
    with centre.store.writing() as session:
        call_id = add_call(session, sid, caller, centre.clock())
        return add_ticket(session, call_id, sid, centre.clock())


def test_one_ticket_with_its_history(ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/comment", {"text": "She calls <again> tomorrow"})
    page = ana.get(f"/tickets/{number}").text
    for words in (
        "Voicemail from +55 11 98888-7777",
        "She calls &lt;again&gt; tomorrow",
        "Ana Agent",
        "What happened on it",
    ):
        assert words in page
    assert "She calls" in ana.get(f"/tickets/{number}/now").text


def test_a_change_of_status_can_be_undone(centre: Centre, ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/status", {"status": "solved"})
    page = ana.get(f"/tickets/{number}").text
    assert f"Ticket {number} is now: Solved." in page
    assert '<input type="hidden" name="status" value="new">' in page
    post(ana, f"/tickets/{number}/status", {"status": "new"})
    assert centre.ticket(number).ticket.status == "new"


def test_assigning_and_nobody(centre: Centre, ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/assign", {"assignee": "2"})
    assert centre.ticket(number).ticket.assignee == "Sue Supervisor"
    post(ana, f"/tickets/{number}/assign", {"assignee": ""})
    assert centre.ticket(number).assignee_id is None


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("status", {"status": "burnt"}, 409),
        ("assign", {"assignee": "999"}, 404),
        ("assign", {"assignee": "ana"}, 400),
        ("comment", {"text": "  "}, 409),
        ("reply", {"text": "  "}, 409),
        ("merge", {"into": "x"}, 409),
        ("merge", {"into": "1001"}, 409),
        ("merge", {"into": "7"}, 404),
        ("unmerge", {}, 409),
        ("save", {"subject": "x"}, 400),
        ("save", {"version": "1", "assignee": "ana"}, 400),
        ("save", {"version": "1", "priority": "never"}, 409),
    ],
)
def test_what_cannot_be_done_is_refused(
    centre: Centre, ana: FlaskClient, number: int, path: str, form: dict[str, str], status: int
) -> None:
    before = centre.ticket(number)
    assert post(ana, f"/tickets/{number}/{path}", form, headers=SCRIPT).status_code == status
    assert centre.ticket(number).history == before.history


@pytest.mark.parametrize("path", ["/tickets/7", "/tickets/99999999999999999999", "/tickets/x"])
def test_a_ticket_that_is_not_there(ana: FlaskClient, path: str) -> None:
    assert ana.get(path).status_code == 404


def test_what_was_said_is_kept_with_the_ticket(centre: Centre, ana: FlaskClient, number: int) -> None:
    call = centre.ticket(number).call
    assert call
    assert "No words were written down" in ana.get(f"/tickets/{number}").text
    centre.say(call.id, "call me back, please")
    for path in (f"/tickets/{number}", f"/tickets/{number}/more"):
        assert "call me back, please" in ana.get(path).text


def test_no_words_on_the_call_are_not_worth_saying_when_the_recording_has_them(
    centre: Centre, ana: FlaskClient, number: int
) -> None:
    found = centre.ticket(number)
    assert found.call
    with centre.store.writing() as session:
        recording = Recording(
            kind="voicemail", call_id=found.call.id, ticket_id=found.id, seq=1, state="filed", path="x.wav",
            created_at=centre.clock(),
        )  # fmt: skip
        session.add(recording)
        session.flush()
        line = RecordingLine(
            recording_id=recording.id, channel=0, start_ms=0, end_ms=900, text="my internet is down"
        )
        session.add(line)
    for path in (f"/tickets/{number}", f"/tickets/{number}/more"):
        assert "No words were written down" not in ana.get(path).text
    assert "my internet is down" in ana.get(f"/tickets/{number}").text


FORM = {
    "version": "1", "subject": "Voicemail from +55 11 98888-7777", "status": "new", "priority": "normal",
    "queue": "billing", "category": "", "assignee": "", "tags": "",
}  # fmt: skip


def form(**typed: str) -> dict[str, str]:
    """The form as the page gave it, with what somebody typed into it."""
    was = {f"was_{name}": value for name, value in FORM.items() if name != "version"}
    return {**FORM, **was, **typed}


def test_all_fields_are_saved_at_once_and_taken_back(centre: Centre, ana: FlaskClient, number: int) -> None:
    typed = form(
        subject="The bill is wrong", priority="high", assignee="2", tags="vip, angry", category="bill"
    )
    assert post(ana, f"/tickets/{number}/save", typed).status_code == 303
    found = centre.ticket(number)
    assert (found.ticket.subject, found.ticket.priority, found.assignee_id) == (
        "The bill is wrong",
        "high",
        2,
    )
    assert found.tags == ("angry", "vip")
    page = ana.get(f"/tickets/{number}").text
    assert '<input type="hidden" name="priority" value="normal">' in page
    post(ana, f"/tickets/{number}/undo", {"priority": "normal", "assignee": ""})
    assert (centre.ticket(number).ticket.priority, centre.ticket(number).assignee_id) == ("normal", None)


def test_the_second_of_two_is_told_and_loses_nothing(
    centre: Centre, ana: FlaskClient, sue: FlaskClient, number: int
) -> None:
    post(sue, f"/tickets/{number}/save", form(status="pending", priority="urgent"))
    answer = post(ana, f"/tickets/{number}/save", form(subject="Refund, please", priority="low", tags="vip"))
    assert answer.status_code == 409
    for words in (
        "Sue Supervisor has changed this ticket meanwhile", 'value="Refund, please"', 'value="vip"',
        '<option value="low" selected>', "Now: Urgent", '<option value="pending" selected>',
        "Now: Voicemail from",
    ):  # fmt: skip
        assert words in answer.text, words
    assert "Now: Pending" not in answer.text  # she did not touch it: it is what it is
    found = centre.ticket(number)
    assert (found.ticket.subject[:9], found.ticket.priority, found.tags) == ("Voicemail", "urgent", ())
    again = {**form(subject="Refund, please", priority="low", tags="vip"), "version": str(found.version)}
    again |= {"status": "pending", "was_status": "pending", "was_priority": "urgent"}
    assert post(ana, f"/tickets/{number}/save", again).status_code == 303
    found = centre.ticket(number)
    assert (found.ticket.subject, found.ticket.priority, found.ticket.status) == (
        "Refund, please", "low", "pending",
    )  # fmt: skip


def test_a_reply_is_told_from_a_comment(centre: Centre, ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/reply", {"text": "We sent it again.", "status": "pending"})
    post(ana, f"/tickets/{number}/comment", {"text": "He was angry."})
    page = ana.get(f"/tickets/{number}").text
    assert "To the customer" in page
    assert "Comment, among us" in page
    said = {line.text: line.kind for line in centre.ticket(number).history}
    assert (said["We sent it again."], said["He was angry."]) == ("reply", "comment")
    assert centre.ticket(number).ticket.status == "pending"


def test_solve_and_next_goes_on_in_the_view(centre: Centre, ana: FlaskClient, number: int) -> None:
    second, third = another(centre, "CA2"), another(centre, "CA3")
    query = "?view=unassigned&order=oldest"
    answer = post(ana, f"/tickets/{number}/status{query}", {"status": "solved", "then": "next"})
    assert answer.headers["Location"] == f"/tickets/{second}{query}"
    answer = post(ana, f"/tickets/{second}/reply{query}&solve=1", {"text": "Done.", "then": "next"})
    assert answer.headers["Location"] == f"/tickets/{third}{query}"
    answer = post(ana, f"/tickets/{third}/status{query}", {"status": "solved", "then": "next"})
    assert answer.headers["Location"] == f"/tickets{query}"
    assert {centre.ticket(each).ticket.status for each in (number, second, third)} == {"solved"}


def test_other_tickets_of_the_customer_are_offered_for_merging(
    centre: Centre, ana: FlaskClient, number: int
) -> None:
    other = another(centre)
    page = ana.get(f"/tickets/{number}").text
    assert f"Merge {other} into this ticket" in page
    answer = post(ana, f"/tickets/{other}/merge", {"into": str(number)})
    assert answer.headers["Location"] == f"/tickets/{number}"
    assert "is part of another now" in ana.get(f"/tickets/{other}").text
    assert "Part of it are:" in ana.get(f"/tickets/{number}").text
    post(ana, f"/tickets/{other}/unmerge")
    assert centre.ticket(other).merged_into is None


def test_watching(centre: Centre, ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/watch", {"watch": "yes"})
    assert centre.ticket(number).watchers == {1: "Ana Agent"}
    assert f'href="/tickets/{number}?' in ana.get("/tickets?view=watched").text
    post(ana, f"/tickets/{number}/watch", {"watch": "no"})
    assert centre.ticket(number).watchers == {}


def test_who_looks_has_been_told(centre: Centre, ana: FlaskClient, sue: FlaskClient, number: int) -> None:
    post(sue, f"/tickets/{number}/assign", {"assignee": "1"})
    with centre.store.reading() as session:
        assert [alert.number for alert in alerts.unseen(session, 1)] == [number]
    ana.get(f"/tickets/{number}")
    with centre.store.reading() as session:
        assert alerts.unseen(session, 1) == []


@pytest.mark.parametrize(("text", "parts"), [("ola", "1"), ("😀" * 36, "2")])
def test_a_reply_says_in_how_many_messages_it_travels(
    ana: FlaskClient, number: int, text: str, parts: str
) -> None:
    answer = post(ana, f"/tickets/{number}/parts", {"text": text}, headers=SCRIPT)
    assert answer.json == {"message": parts}


def test_parts_that_stay_true_by_themselves(ana: FlaskClient, number: int) -> None:
    assert 'name="version" value="1"' in ana.get(f"/tickets/{number}/fields").text
    assert 'data-version="1"' in ana.get(f"/tickets/{number}/now").text


def test_how_the_customer_found_it(centre: Centre, ana: FlaskClient, number: int) -> None:
    with centre.store.writing() as session:
        session.add(
            Score(
                ticket_id=tickets.detail(session, number).id, survey="nps", score=9, channel="sms",
                comment="<b>quick</b>", at=centre.clock(),
            )
        )  # fmt: skip
    page = ana.get(f"/tickets/{number}").text
    assert "9 of 10" in page
    assert "&lt;b&gt;quick&lt;/b&gt;" in page


def test_a_message_that_did_not_arrive_is_seen(centre: Centre, ana: FlaskClient, number: int) -> None:
    with centre.store.writing() as session:
        ticket_id = tickets.detail(session, number).id
        row = messages.write(
            session, "+5511988887777", "+551140028922", "Hello", centre.clock(), ticket_id=ticket_id
        )
    assert "did not arrive" not in ana.get(f"/tickets/{number}").text
    with centre.store.writing() as session:
        messages.not_sent(session, row.id, "400 30003", centre.clock())
    page = ana.get(f"/tickets/{number}").text
    assert "1 did not arrive" in page
    assert "A text message did not arrive." in page
