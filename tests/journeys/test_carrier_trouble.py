"""The phone company misbehaves: it refuses, is slow, forgets, repeats and mixes up. Callers notice little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import has_request_context

from exchange.phones.script import ScriptPhone
from support.store.base import Session, Store
from tests.journeys.town import SMALL, Town
from webhooks import client

pytestmark = pytest.mark.trouble
CALLS, ONE_CALL = "*/Calls.json", "*/Calls/CA*"


def waiting_for_repairs(town: Town) -> ScriptPhone:
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    carol.expect_kind("music")
    return carol


def later(town: Town, look: object, what: str, step: float = 2) -> None:
    """Time passes until it is so: what is tried again is tried later."""
    assert callable(look)
    for _ in range(60):
        if look():
            return
        town.advance(step, step=step)
    raise AssertionError(what)


@pytest.mark.parametrize("status", [429, 503])
def test_too_busy_to_ring_so_it_rings_a_little_later(town: Town, status: int) -> None:
    town.exchange.faults.refuse(status, times=1, path=CALLS, method="POST")
    ana = town.desk("ana").available()
    carol = waiting_for_repairs(town)
    later(town, lambda: ana.phone.status == "ringing", "the agent to be rung", step=1)
    ana.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_nobody_knows_whether_it_rings_so_the_next_agent_is_rung(town: Town) -> None:
    town.exchange.faults.refuse(500, times=1, path=CALLS, method="POST")
    ana = town.desk("ana").available()
    carol = waiting_for_repairs(town)
    ana.expect("Away")
    assert ana.phone.status == "", "never rung again blindly"
    bruno = town.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_it_rings_but_says_that_it_does_not(town: Town) -> None:
    """Done and then refused: the leg that rings for nobody is hung up, and the caller has one agent only."""
    town.exchange.faults.refuse(500, times=1, path=CALLS, method="POST", after=True)
    ana = town.desk("ana").available()
    carol = waiting_for_repairs(town)
    ana.expect("Away")
    later(town, lambda: ana.phone.status not in ("ringing", "in-progress"), "the leg to go", step=1)
    bruno = town.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


@pytest.fixture
def hasty(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town that waits for REST only briefly."""
    monkeypatch.setattr(client, "TIMEOUT_S", 0.5)
    built = Town(tmp_path, database_url)
    yield built
    built.stop()


def test_no_answer_about_the_ringing(hasty: Town) -> None:
    hasty.exchange.faults.refuse(500, times=1, path=CALLS, method="POST", hang_s=1.0)
    ana = hasty.desk("ana").available()
    carol = waiting_for_repairs(hasty)
    ana.expect("Away")
    bruno = hasty.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert hasty.outcome(carol) == "answered"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_caller_is_brought_to_the_agent_at_the_second_try(town: Town, status: int) -> None:
    ana = town.desk("ana").available()
    carol = waiting_for_repairs(town)
    ana.phone.expect_ringing()
    town.exchange.faults.refuse(status, times=1, path=ONE_CALL, method="POST")
    ana.phone.answer()
    ana.phone.expect_answered()
    later(town, lambda: "agent_connected" in town.story(carol), "the caller to come", step=1)
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_the_sound_is_announced_before_it_is_there(town: Town) -> None:
    town.exchange.faults.refuse(404, times=2, path="*/Recordings/RE*.wav", method="GET")
    carol = waiting_for_repairs(town)
    town.advance(5 * 60 + 3, step=10)
    carol.expect_kind("recording")
    carol.say("this is a message of some length")
    town.advance(4)
    carol.hang_up()
    assert town.outcome(carol) == "voicemail"
    ana = town.desk("ana")
    number = town.tickets()[0].number
    later(town, lambda: ".wav" in ana.page(f"/tickets/{number}"), "the sound on the ticket")


def test_a_call_whose_end_nobody_told_us_ends(town: Town) -> None:
    town.exchange.faults.drop = 1.0
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.hang_up()
    carol.expect_ended()
    later(town, lambda: town.story(carol)[-1] == "call_ended", "the sweeper to ask", step=60)
    assert town.outcome(carol) == "abandoned_menu"


@pytest.mark.parametrize("fault", ["duplicate", "reorder", "duplicate_instructions"])
def test_news_twice_and_in_disorder_is_one_story(town: Town, fault: str) -> None:
    setattr(town.exchange.faults, fault, 50 if fault == "duplicate_instructions" else 1.0)
    ana = town.desk("ana").available()
    carol = waiting_for_repairs(town)
    ana.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    town.exchange.faults.calm()
    story = town.story(carol)
    for once in ("call_started", "accepted", "agent_connected", "call_ended"):
        assert story.count(once) == 1, story


@contextmanager
def database_away(town: Town, patch: pytest.MonkeyPatch, times: int = 1000) -> Iterator[list[int]]:
    """The next so many transactions of the doors fail; the worker has the same trouble."""
    left = [times]
    real = Store.writing

    @contextmanager
    def failing(store: Store) -> Iterator[Session]:
        if left[0] > 0:
            left[0] -= 1
            raise ConnectionError("the database is away")
        with real(store) as session:
            yield session

    with patch.context() as broken:
        broken.setattr(Store, "writing", failing)
        yield left


def test_a_call_that_came_while_the_database_was_away_is_a_ticket(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first request failed, so nobody had written down that there was this call at all."""
    carol = town.customer()
    with database_away(town, monkeypatch):
        carol.dial(SMALL)
        carol.expect_kind("recording")
    carol.say("does anybody hear this message of mine")
    town.advance(4)
    carol.press("#")
    assert carol.expect_ended() == "completed"
    town.until(town.tickets, "a ticket")
    assert town.outcome(carol) == "voicemail"


def test_a_waiting_caller_stays_in_line_when_the_database_is_away_for_a_moment(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol = waiting_for_repairs(town)
    real = Store.reading

    @contextmanager
    def away_for_the_doors(store: Store) -> Iterator[Session]:
        if has_request_context():
            raise ConnectionError("the database is away")
        with real(store) as session:
            yield session

    with monkeypatch.context() as broken:
        broken.setattr(Store, "reading", away_for_the_doors)
        later(town, lambda: "calm-10" in carol.conversation(), "the music of a failed wait")
    ana = town.desk("ana").available()
    ana.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_a_text_that_we_could_not_take_is_told_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was answered with 204 and gone."""
    from sqlalchemy import func, select

    from support.store.messages import TextMessage

    def kept(session: Session) -> int:
        of_customers = select(func.count()).select_from(TextMessage).where(TextMessage.direction == "in")
        return session.scalar(of_customers) or 0

    town.centre.worker.stop()
    with database_away(town, monkeypatch, times=1):
        town.exchange.send_text("+12025550199", SMALL, "where is my radio?")
        town.until(lambda: town.read(kept), "the text")
    assert town.read(kept) == 1


def test_a_text_that_the_carrier_refuses_is_a_failed_one(town: Town) -> None:
    from sqlalchemy import select

    from support.services import messages
    from support.store import calls as call_store
    from support.store.messages import TextMessage

    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    town.exchange.faults.refuse(500, times=1, path="*/Messages.json", method="POST")
    with town.centre.store.writing() as session:
        sid = call_store.recent(session, 1, caller=carol.address)[0].sid
        row = call_store.find(session, sid)
        assert row
        messages.write(session, carol.address, row.called, "Hello", town.now(), call_id=row.id)

    def status(session: Session) -> str:
        return str(session.scalar(select(TextMessage.status)))

    later(town, lambda: town.read(status) == "failed", "the text to have failed", step=1)
    assert town.exchange.texts(carol.address) == [], "and it is not tried again: it may have been sent"
    carol.hang_up()
