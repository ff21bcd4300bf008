"""The same journeys where everything is a process of its own, and two of each; some of them are killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.journeys import test_answered as answered
from tests.journeys import test_callbacks as callbacks
from tests.journeys import test_transfers as transfers
from tests.journeys import test_voicemail as voicemail
from tests.journeys.many import ManyTown
from tests.journeys.town import PATIENCE_S, SMALL, Desk, Town
from tests.support.redis_server import RedisServer


def called_back(town: Town) -> None:
    callbacks.open_workshop(town)
    callbacks.test_called_back_at_their_turn_agent_first_and_the_ticket_is_solved(town)


JOURNEYS: tuple[Callable[[Town], None], ...] = (
    answered.test_greeted_queued_answered_and_counted,
    answered.test_the_next_caller_comes_after_wrap_up,
    answered.test_an_unanswered_offer_keeps_the_callers_place,
    voicemail.test_hanging_up_in_the_message_keeps_it,
    transfers.test_a_consult_three_of_them_and_the_other_takes_over,
    called_back,
)

pytestmark = pytest.mark.skipif(
    not os.environ.get("TEST_DATABASE_URL"), reason="machines share PostgreSQL: TEST_DATABASE_URL names one"
)


@pytest.fixture
def many(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> Iterator[ManyTown]:
    redis = RedisServer()
    redis.start()
    try:
        built = ManyTown(tmp_path, database_url, redis)
        try:
            yield built
        finally:
            built.stop()
    finally:
        redis.kill()
    if "trouble" not in request.keywords:
        assert built.exchange.debugger == []


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: str(journey.__name__))
def test_the_same_journey(many: ManyTown, journey: Callable[[Town], None]) -> None:
    journey(many)


class LivePage:
    """An agent's page on one of the servers: the names of parts that it is told to look at."""

    def __init__(self, desk: Desk, base: str, topics: str) -> None:
        cookies = {cookie.name: str(cookie.value) for cookie in desk._http.cookies}
        address = f"{base}/live?topics={topics}"
        self._reply = requests.get(address, cookies=cookies, stream=True, timeout=PATIENCE_S)
        assert self._reply.status_code == 200
        self._lines = self._reply.iter_lines(chunk_size=1, decode_unicode=True)
        self.expect(*topics.split(","))

    def expect(self, *names: str) -> None:
        wanted = set(names)
        while wanted:
            line = next(self._lines)
            if line.startswith("data: "):
                wanted -= set(line.removeprefix("data: ").split(","))

    def has_ended(self) -> bool:
        """Read until its server lets it go."""
        for _ in self._lines:
            pass
        return True


def test_every_servers_pages_hear_what_any_process_did(many: ManyTown) -> None:
    """A page on each server; the presence comes in by either, the offer is made by a worker."""
    ana, carol = many.desk("ana"), many.customer()
    pages = [LivePage(ana, f"http://127.0.0.1:{web.port}", "desk,queues") for web in many.webs]
    ana.available()
    for page in pages:
        page.expect("desk")
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    for page in pages:
        page.expect("desk", "queues")
    ana.answer()
    carol.hang_up()
    assert many.outcome(carol) == "answered"


@pytest.mark.trouble
def test_a_worker_and_a_web_server_are_killed_and_calls_go_on(many: ManyTown) -> None:
    ana, bruno = many.desk("ana"), many.desk("bruno")
    first, second = many.customer("+12025550101"), many.customer("+12025550102")
    for caller in (first, second):
        caller.dial(SMALL)
        caller.expect_heard("press 2")
        caller.press("2")
        caller.expect_heard("calm")
    many.workers[0].kill()
    ana.available()
    ana.answer()
    first.expect_kind("conference")
    many.webs[0].kill()
    bruno.available()
    bruno.answer()
    second.expect_kind("conference")

    many.begin(many.webs[0])
    many.begin(many.workers[0])
    many.webs[1].kill()
    many.workers[1].kill()
    ana.hang_up()
    assert first.expect_ended() == "completed"
    second.hang_up()
    bruno.expect("Ready")
    assert (many.outcome(first), many.outcome(second)) == ("answered", "answered")


def test_redis_goes_away_and_calls_go_on(many: ManyTown) -> None:
    """What it carried is found by sweeps and slow looks until it is back."""
    ana, carol = many.desk("ana"), many.customer()
    page = LivePage(ana, f"http://127.0.0.1:{many.webs[0].port}", "desk")
    many.redis.kill()
    page.expect("desk")  # everything is looked at: nobody knows what is missed
    ana.available()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    ana.answer()
    page.expect("desk")
    many.redis.start()
    page.expect("desk")
    carol.hang_up()
    assert many.outcome(carol) == "answered"


def test_a_server_that_stops_lets_its_pages_go_to_the_other(many: ManyTown) -> None:
    ana = many.desk("ana")
    page = LivePage(ana, f"http://127.0.0.1:{many.webs[0].port}", "desk")
    many.webs[0].ask_to_stop()
    assert page.has_ended()
    many.webs[0].has_stopped()
    again = LivePage(ana, many.base, "desk")
    ana.available()
    again.expect("desk")
