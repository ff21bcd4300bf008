"""Reports as pages: what is on them, what an address may say, what they are as files and letters."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from console import reports
from flows.policies import REPORTS
from support.errors import NotFound
from support.services import policies
from support.store.rollups import Rollup
from tests.console.centre import START, Centre
from tests.console.report_facts import at, call, keep, presence

ODD = (
    "period=nonsense", "from=2027-01-01&to=2027-01-31", "from=2026-03-02&to=2026-01-01", "from=&to=",
    "from=2026-02-30", "from=0001-01-01&to=9999-12-31", "from=1999-01-01&to=2026-03-02",
    "queue=%3Cscript%3E", "agent=x", "agent=99", "agent=1&team=north", "compare=never", "preset=best",
    "every=7", "compare=2026-03-01..2026-02-01", "from=2026-03-02T10:00", "queue=billing&flow=-",
    "from=2026-03-02T10:00&to=2026-03-02T10:00", "language=%27%22", "intent=" + "x" * 500, "compare=year",
)  # fmt: skip
PAGES = ("daily", "interval", "queues", "agents", "outcomes")


@pytest.fixture(autouse=True)
def at_home(centre: Centre) -> None:
    """The centre is in São Paulo, where it is 10 o'clock on Monday, the 2nd of March 2026."""
    with centre.store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: America/Sao_Paulo\n", None, START)


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Today four callers in billing, one in tech, one in no queue; yesterday one."""
    keep(
        centre,
        call(1, at("2026-03-02T08:05"), wait_s=10),
        call(2, at("2026-03-02T08:20"), wait_s=30, talk_s=240),
        call(3, at("2026-03-02T09:00"), end="abandoned", wait_s=60),
        call(4, at("2026-03-02T09:59"), end="abandoned", wait_s=2),
        call(5, at("2026-03-02T09:10"), queue="tech", end="flowed"),
        call(6, at("2026-03-02T09:20"), queue=""),
        call(7, at("2026-03-01T08:00")),
    )
    presence(centre, 1, at("2026-03-02T09:00"), available=300, on_call=600)
    return centre


def table(client: FlaskClient, path: str, name: str) -> list[list[str]]:
    reply = client.get(f"{path}{'&' if '?' in path else '?'}as=csv&table={name}")
    assert reply.status_code == 200
    assert reply.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(reply.get_data().decode("utf-8-sig"))))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_today_in_figures_that_explain_themselves(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports").text
    said = words(page)
    assert "Offered 5" in said
    assert "Service level 33.3 %" in said  # one of three: the short abandon does not count
    assert 'href="/figures/offered?period=today"' in page
    for report in reports.REPORTS:
        assert f'href="/reports/{report.name}"' in page


@pytest.mark.parametrize("name", PAGES)
def test_each_is_a_page_with_its_tables_and_the_books(busy: Centre, sue: FlaskClient, name: str) -> None:
    page = sue.get(f"/reports/{name}?period=last7").text
    assert "The books balance." in page
    assert "6 entered a queue = 3 answered + 2 abandoned + 1 flowed out + 0 still waiting." in words(page)
    assert "Each of 7 calls that are over has one outcome." in page
    assert "chart-wide" in page
    assert 'role="img"' in page
    assert "<style" not in page  # the pages' policy would not let it be
    for address in re.findall(r'href="([^"]*as=csv[^"]*)"', page):
        assert sue.get(address.replace("&amp;", "&")).mimetype == "text/csv"


@pytest.mark.parametrize("name", PAGES)
def test_whatever_is_asked_there_is_a_page(busy: Centre, sue: FlaskClient, name: str) -> None:
    for query in ODD:
        for more in ("", "&compare=previous&print=1", "&as=csv"):
            reply = sue.get(f"/reports/{name}?{query}{more}")
            assert reply.status_code == 200, query + more
            assert "<script>" not in reply.text


def test_what_could_not_be_used_is_told(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports/daily?period=nonsense&preset=best&queue=gone").text
    assert "There is no period “nonsense”." in page
    assert "There is no service level “best”." in page
    assert "There is no queue “gone” now; what is known of it is shown." in page
    assert "This report has no filter by flow." in sue.get("/reports/agents?flow=acme").text


def test_policies_know_the_reports_that_can_be_sent() -> None:
    assert tuple(each.name for each in reports.REPORTS) == REPORTS


def test_a_queue_with_figures_only_is_no_mistake(busy: Centre, sue: FlaskClient) -> None:
    """Every link of an imported log's queue once led to a page that complained."""
    keep(busy, call(8, at("2026-03-02T09:30"), "bank"))
    for path in ("/reports/daily", "/figures/offered", "/reports/forecast"):
        assert "There is no queue" not in sue.get(f"{path}?queue=bank").text
        assert "There is no queue" in sue.get(f"{path}?queue=gone").text


def test_nothing_at_all(sue: FlaskClient) -> None:
    for name in PAGES:
        page = sue.get(f"/reports/{name}").text
        assert "Nobody entered a queue in this period." in page
        assert "100.0 %" not in page


def test_books_that_do_not_balance_are_an_alarm(busy: Centre, sue: FlaskClient) -> None:
    with busy.store.writing() as session:
        session.execute(update(Rollup).where(Rollup.offered > 0).values(answered=Rollup.answered + 1))
    page = sue.get("/reports/daily?period=today").text
    assert "the books do not balance" in page
    assert 'role="alert"' in page
    assert "do not balance" in sue.get("/reports").text
    _subject, html, _files = reports.render(busy.app, "/reports/daily?period=today")
    assert "The books do not balance." in html


def test_two_periods_beside_each_other(busy: Centre, sue: FlaskClient) -> None:
    rows = table(sue, "/reports/daily?period=today&compare=previous", "compared")
    assert rows[0][1:] == ["This period", "The other", "Change"]
    assert rows[1] == ["Offered", "5", "1", "4"]
    page = words(sue.get("/reports/daily?period=today&compare=previous").text)
    assert "Mon 2 Mar 2026 compared with Sun 1 Mar 2026, 00:00 – 10:00" in page
    assert "Abandoned 2 0 +2 worse" in page
    assert "Service level (ours) 33.3 % 100.0 % −66.7 points worse" in page
    assert "Short abandons 1 0 +1" in page


def test_a_file_holds_plain_figures(busy: Centre, sue: FlaskClient) -> None:
    rows = table(sue, "/reports/daily?period=today", "days")
    assert rows[0][:4] == ["Day", "Offered", "Answered", "Abandoned"]
    assert rows[0][8] == "ASA (s)"
    assert rows[1] == ["2026-03-02", "5", "2", "2", "1", "1", "0.333333", "0.4", "20", "60", "2", "210"]
    assert rows[2][0] == "All"
    reply = sue.get("/reports/daily?period=today&as=csv&table=days")
    assert 'filename="daily-days-2026-03-02_2026-03-02.csv"' in reply.headers["Content-Disposition"]
    assert sue.get("/reports/daily?as=csv&table=nothing").status_code == 404


def test_filters_are_kept_in_links_and_in_the_form(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports/daily?period=today&queue=tech&preset=copc").text
    assert 'value="tech" checked' in page
    assert '<option value="copc" selected>' in page
    assert "/figures/offered?queue=tech&amp;preset=copc&amp;from=2026-03-02&amp;to=2026-03-02" in page
    assert "/figures/service_level_copc?" in page
    assert table(sue, "/reports/daily?period=today&queue=tech", "days")[1][1] == "1"


def test_on_paper_nothing_is_a_link(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports/daily?period=today&print=1").text
    assert "/figures/" not in page
    assert "data-print" in page


def test_a_report_as_a_letter(busy: Centre) -> None:
    subject, html, files = reports.render(busy.app, "/reports/daily?period=yesterday&compare=previous")
    assert subject == "Daily: Sun 1 Mar 2026"
    assert "<h1>Daily: Sun 1 Mar 2026</h1>" in html
    assert "<script" not in html
    assert "href" not in html
    assert [name for name, _content in files][:2] == [
        "daily-compared-2026-03-01_2026-03-01.csv", "daily-became-2026-03-01_2026-03-01.csv"
    ]  # fmt: skip
    assert files[-1][1].decode("utf-8-sig").splitlines()[1].startswith("2026-03-01,1,1,0")
    with pytest.raises(NotFound):
        reports.render(busy.app, "/reports/nothing")
    with pytest.raises(NotFound):
        reports.render(busy.app, "/admin")


def test_agents_see_their_own_figures_and_nobody_elses(busy: Centre, ana: FlaskClient) -> None:
    for path in ("/reports", "/reports/daily", "/calls"):
        assert ana.get(path).status_code == 403
    rows = table(ana, "/reports/me?period=today&agent=2&queue=tech", "days")
    assert rows[1][5] == "2"  # handled
    page = ana.get("/reports/me?agent=2").text
    assert "/figures/" not in page
    assert "The books" not in page


def test_a_supervisor_takes_no_calls_and_has_no_figures_of_their_own(sue: FlaskClient) -> None:
    assert sue.get("/reports/me").status_code in (404, 409)


def test_a_report_that_there_is_not(sue: FlaskClient) -> None:
    assert sue.get("/reports/nothing").status_code == 404


def test_pages_in_other_languages(busy: Centre, sue: FlaskClient) -> None:
    for language in ("pt", "es"):
        for name in PAGES:
            assert sue.get(f"/reports/{name}", headers={"Accept-Language": language}).status_code == 200
