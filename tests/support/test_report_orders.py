"""Orders of reports: made as of their due time, mailed or told, tried again, given up in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from support.errors import NotFound
from support.mail import Letter
from support.report_orders import LARGEST, ReportOrders, nobody_renders
from support.services import hooks, policies, scheduled_reports
from support.services.scheduled_reports import ORDER
from support.services.settling import settler
from support.settings import MailSettings
from support.store.orders import Order
from support.worker import Again, Done, GivenUp, Outcome, Worker
from tests.support.centre import Centre
from tests.support.mail_server import MailServer, mail_server

DUE = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
LINK = "https://ramal.example.com"


class Pages:
    """The console: makes any report, and remembers what was asked of it."""

    def __init__(self, size: int = 3) -> None:
        self.asked: list[tuple[str, datetime]] = []
        self.size = size

    def render(self, url: str, at: datetime) -> Letter:
        self.asked.append((url, at))
        if "nothing" in url:
            raise NotFound("there is no report %(name)s", name=url)
        return Letter("Daily: 2 March", "<h1>Daily</h1>", [("daily.csv", b"\xef\xbb\xbf" + b"x" * self.size)])


def order(to: str = "ana@example.org", report: str = "/reports/daily") -> Order:
    told = {"name": "Daily", "report": report, "due": DUE.isoformat(), "to": to}
    return Order(kind=ORDER, payload=told, attempts=1, created_at=DUE, due_at=DUE)


def send(pages: Pages, server: MailSettings | None, wanted: Order) -> Outcome:
    return ReportOrders(pages.render, server, LINK, lambda: DUE + timedelta(hours=1)).send(wanted)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


def test_it_is_made_as_of_its_due_time_and_mailed(server: MailServer) -> None:
    pages = Pages()
    assert send(pages, server.settings(), order()) == Done()
    assert pages.asked == [("/reports/daily", DUE)]
    [letter] = server.letters
    assert letter["Subject"] == "Daily: 2 March"
    plain = letter.get_body(("plain",))
    assert plain
    assert f"{LINK}/reports/daily" in plain.get_content()
    assert [each.get_filename() for each in letter.iter_attachments()] == ["daily.csv"]


def test_one_that_may_have_gone_out_goes_again_under_the_same_name(server: MailServer) -> None:
    """A worker died between the server's yes and our writing it down: mail programs show one of them."""
    later = order()
    later.interrupted, later.attempts = True, 2
    for each in (order(), later):
        assert send(Pages(), server.settings(), each) == Done()
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_for_hooks_its_tables_go_aside() -> None:
    outcome = send(Pages(), None, order(to=""))
    assert outcome == Done(
        aside={"subject": "Daily: 2 March", "tables": [{"name": "daily.csv", "csv": "xxx"}]}
    )
    outcome = send(Pages(LARGEST + 1), None, order(to=""))
    assert isinstance(outcome, Done)
    assert outcome.aside["tables"] == [{"name": "daily.csv", "csv": None}], "a book"


def test_a_busy_server_is_asked_again_and_a_final_no_is_one(server: MailServer) -> None:
    server.answers["RCPT"] = ["451 4.7.1 later", "550 5.1.1 nobody"]
    later = send(Pages(), server.settings(), order())
    assert isinstance(later, Again)
    assert later.longest_s >= 300
    assert send(Pages(), server.settings(), order()) == GivenUp("the mail server answered 550 5.1.1")


@pytest.mark.parametrize(("wanted", "why"), [
    (order(report="/reports/nothing"), "there is no report"), (order(), "RAMAL_SMTP"),
])  # fmt: skip
def test_what_cannot_be_says_why(wanted: Order, why: str) -> None:
    known = MailSettings("127.0.0.1", 9, False, "a@b") if "nothing" in wanted.payload["report"] else None
    outcome = send(Pages(), known, wanted)
    assert isinstance(outcome, GivenUp)
    assert why in outcome.error.lower() or why in outcome.error


def test_a_process_without_pages_says_so() -> None:
    outcome = ReportOrders(nobody_renders, None, LINK, lambda: DUE).send(order(to=""))
    assert isinstance(outcome, GivenUp)


def test_from_the_policies_to_the_letter_whatever_restarts(centre: Centre, server: MailServer) -> None:
    """Every sweep and order by a new worker: as if the program had been started for each."""
    centre.now = DUE - timedelta(hours=1)
    centre.do(
        policies.publish,
        "ramal policies: 1\n"
        "reports: [{name: Daily, report: /reports/daily, to: [ana@example.org], hook: true}]\n",
        None, centre.now,
    )  # fmt: skip
    hook = centre.do(
        hooks.add, "https://crm.example.com/", ["report.*"], None, centre.now, inside=False
    )[0].id  # fmt: skip
    server.answers["MAIL"] = ["421 4.3.2 not now"]
    pages = Pages()
    for minute in range(0, 180, 5):
        centre.now = DUE - timedelta(hours=1) + timedelta(minutes=minute)
        send = ReportOrders(pages.render, server.settings(), LINK, lambda: centre.now).send
        Worker(centre.store, lambda: centre.now, send, settler(centre.shelf)).run_once()
    assert [letter["To"] for letter in server.letters] == ["ana@example.org"]
    assert len(centre.do(hooks.deliveries, hook)) == 1
    assert {at for _, at in pages.asked} == {DUE}
    assert [each.state for each in centre.do(scheduled_reports.sent)] == ["done", "done"]
