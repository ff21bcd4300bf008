"""The board: what it says, and that one reading is enough for everybody who looks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from support.live import Live
from support.rules.watching import Board, Line
from support.services import agents, bookkeeping, policies, wallboard
from support.services.wallboard import Boards, Now
from support.store.base import Session
from support.store.rollups import Rollup
from tests.support.centre import FLOW, NOON, OTHER, TECH, Centre
from tests.support.statements import statements

WATCHES = """
ramal policies: 1
metrics: {goal: 90, queues: {tech: {goal: 60}}}
wallboard:
  - {figure: longest_wait, above: 60}
  - {figure: waiting, above: 1, level: alarm, queue: billing}
"""
WITHOUT_TECH = FLOW.replace("  tech: {title: Technical support, service_level_s: 30}\n", "").replace(
    "queue: tech", "queue: billing"
)


class Seconds:
    """A stop-watch that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def live(centre: Centre) -> Live:
    """What the centre changes is heard, as in an application."""
    made = Live()
    centre.store.listener = made.publish
    return made


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def boards(centre: Centre, live: Live, seconds: Seconds) -> Boards:
    return Boards(centre.store, live, lambda: centre.now, seconds=seconds)


def board(centre: Centre) -> Board:
    return centre.do(wallboard.now, centre.now)


def line(found: Board, queue: str = "billing") -> Line:
    return next(each for each in found.lines if each.queue == queue)


def counted(centre: Centre, day: datetime, queue: str, **counts: int) -> None:
    """What became of a day's stays."""
    start = int(day.timestamp())
    with centre.store.writing() as session:
        session.add(Rollup(grain="d", dim="", start=start, value="", queue=queue, **counts))


def test_who_waits_and_who_is_here(centre: Centre) -> None:
    centre.agent("ana", "billing", "tech")
    bia = centre.agent("bia")
    centre.agent("cia", presence="offline")
    centre.do(agents.set_presence, bia, "away", centre.now, "lunch")
    centre.enqueue("CA1")
    centre.talking(1, "CA1")
    centre.enqueue("CA2", caller=OTHER)
    centre.later(30)
    centre.enqueue("CA3", TECH, "+5511966665555")
    found = board(centre)
    billing, tech = line(found), line(found, "tech")
    assert (billing.waiting, billing.first_at) == (1, NOON)
    assert (billing.staff.on_call, billing.staff.away, billing.staff.offline) == (1, 1, 1)
    assert billing.staff.reasons == (("lunch", 1),)
    assert (tech.waiting, tech.first_at, tech.staff.on_call) == (1, centre.now, 1)
    assert dict(billing.title) == {"en-US": "Billing", "pt-BR": "Faturas"}


def test_agents_of_two_queues_are_counted_once_in_the_whole(centre: Centre) -> None:
    centre.agent("ana", "billing", "tech")
    centre.agent("bia", "tech")
    found: Now = centre.do(wallboard.read, centre.now)
    assert [each.staff.available for each in found.board.lines] == [1, 2]
    assert found.together().staff.available == 2
    assert found.together(("billing",)).staff.available == 1


def test_today_is_the_centres_day(centre: Centre) -> None:
    text = "ramal policies: 1\ntimezone: America/Sao_Paulo\nmetrics: {goal: 90}\n"
    centre.do(policies.publish, text, None, centre.now)
    midnight = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    today = {"offered": 10, "answered": 8, "answered_in": 6, "abandoned": 2, "short": 1}
    counted(centre, midnight, "billing", **today)
    counted(centre, midnight - timedelta(days=1), "billing", offered=100, answered=100, answered_in=100)
    billing = line(board(centre))
    assert billing.service_level == 6 / 9
    assert (billing.today.abandoned, billing.goal) == (2, 90)
    assert board(centre).until <= midnight + timedelta(days=1)


def test_what_has_just_happened_counts_today(centre: Centre, boards: Boards, seconds: Seconds) -> None:
    """Whoever keeps the books says so, and the board is read again."""
    centre.enqueue("CA1")
    centre.later(30)
    centre.agent("ana")
    centre.talking(1, "CA1")
    centre.enqueue("CA2", caller=OTHER)
    centre.later(40)
    centre.end("CA2")
    assert line(boards.look().board).today.abandoned == 0
    seconds.now += 1
    centre.do(bookkeeping.keep, centre.now)
    billing = line(boards.look().board)
    assert (billing.today.answered, billing.today.abandoned, billing.service_level) == (1, 1, 0.0)


def test_the_service_level_is_the_one_that_the_centre_chose(centre: Centre) -> None:
    counts = {"offered": 10, "answered": 8, "answered_in": 6, "abandoned": 2, "short": 1}
    for preset, expected in (("ours", 6 / 9), ("copc", 0.6), ("asterisk_sl", 0.75)):
        text = f"ramal policies: 1\nmetrics: {{service_level: {preset}}}\n"
        centre.do(policies.publish, text, None, centre.now)
        if preset == "ours":
            counted(centre, NOON.replace(hour=0), "billing", **counts)
        assert line(board(centre)).service_level == expected
        assert centre.do(wallboard.read, centre.now).together().service_level == expected


def test_nothing_known_is_not_zero(centre: Centre) -> None:
    billing = line(board(centre))
    assert (billing.service_level, billing.estimate_s, billing.first_at) == (None, None, None)
    assert (billing.waiting, billing.today.abandoned) == (0, 0)


def names(centre: Centre) -> list[str]:
    return [each.queue for each in board(centre).lines]


def test_a_queue_that_no_flow_declares_any_more_is_seen_only_while_it_matters(centre: Centre) -> None:
    """It stayed on the board for ever, and alarmed of having nobody."""
    centre.enqueue("CA1", TECH)
    centre.publish(WITHOUT_TECH)
    centre.do(policies.publish, "ramal policies: 1\nwallboard: [{figure: available, below: 1}]\n", None, NOON)
    assert names(centre) == ["billing", "tech"]  # somebody waits
    centre.end("CA1")
    assert names(centre) == ["billing"]
    assert [each.queue for each in board(centre).alarms] == ["billing"]
    centre.do(bookkeeping.keep, centre.now)
    assert names(centre) == ["billing", "tech"]  # something happened today
    centre.later(24 * 3600)
    assert names(centre) == ["billing"]


def test_each_queue_has_its_goal(centre: Centre) -> None:
    centre.do(policies.publish, WATCHES, None, centre.now)
    assert {each.queue: each.goal for each in board(centre).lines} == {"billing": 90, "tech": 60}


def test_limits_are_passed_by_callers_and_by_time(centre: Centre) -> None:
    centre.do(policies.publish, WATCHES, None, centre.now)
    centre.enqueue("CA1")
    found = board(centre)
    assert found.alarms == ()
    assert found.until == centre.now + wallboard.OLDEST
    centre.enqueue("CA2", caller=OTHER)
    assert [each.key for each in board(centre).alarms] == ["billing/waiting/alarm"]
    centre.later(45)
    assert board(centre).until == NOON + timedelta(seconds=60)
    centre.later(15.5)
    assert [each.key for each in board(centre).alarms] == [
        "billing/waiting/alarm",
        "billing/longest_wait/warning",
    ]


def test_it_asks_the_same_few_things_of_a_large_centre(centre: Centre) -> None:
    def asked() -> int:
        with statements(centre.store) as found:
            board(centre)
        return len(found)

    centre.agent("ana")
    centre.enqueue()
    before = asked()
    for n in range(8):
        centre.agent(f"agent{n}", "billing", "tech")
        centre.enqueue(f"CA-{n}", caller=f"+551196666000{n}")
    assert asked() == before <= 17


def looks(centre: Centre, boards: Boards, times: int = 1) -> int:
    """Statements that so many looks cost."""
    with statements(centre.store) as asked:
        for _ in range(times):
            boards.look()
    return len(asked)


def test_many_screens_cost_one_reading(centre: Centre, boards: Boards) -> None:
    first = looks(centre, boards)
    assert first > 0
    assert looks(centre, boards, 50) == 0
    centre.enqueue()
    with statements(centre.store) as asked, ThreadPoolExecutor(8) as screens:
        barrier = threading.Barrier(8)

        def look() -> Now:
            barrier.wait()
            return boards.look()

        boards.least_s = 0
        found = {id(each.result().board) for each in [screens.submit(look) for _ in range(8)]}
    assert len(found) == 1
    assert len(asked) <= first + 3  # a caller waits: their estimate asks more


def test_a_change_is_seen(centre: Centre, boards: Boards, seconds: Seconds) -> None:
    assert line(boards.look().board).waiting == 0
    centre.enqueue()
    seconds.now += wallboard.LEAST_S
    assert line(boards.look().board).waiting == 1


def test_many_changes_are_read_together_and_none_is_missed(
    centre: Centre, boards: Boards, seconds: Seconds
) -> None:
    boards.look()
    seconds.now += 0.1
    for n in range(3):
        centre.enqueue(f"CA{n}", caller=f"+551196666000{n}")
        assert looks(centre, boards) == 0
    found = boards.look()
    assert line(found.board).waiting == 0
    assert timedelta(seconds=0.29) < found.again_at - centre.now < timedelta(seconds=0.31)
    seconds.now += 0.31
    found = boards.look()
    assert line(found.board).waiting == 3
    assert found.again_at == found.board.until


def test_what_nobody_tells_of_is_read_after_a_while(centre: Centre, boards: Boards) -> None:
    boards.look()
    centre.later(wallboard.OLDEST.total_seconds())
    assert looks(centre, boards) == 0
    centre.later(0.1)
    assert looks(centre, boards) > 0


def test_an_alarm_that_time_brings_is_there_at_once(centre: Centre, boards: Boards, seconds: Seconds) -> None:
    centre.do(policies.publish, WATCHES, None, centre.now)
    centre.enqueue()
    centre.later(50)
    found = boards.look()
    assert found.board.alarms == ()
    assert found.again_at == NOON + timedelta(seconds=60)
    centre.later(10.2)
    assert [each.figure for each in boards.look().board.alarms] == ["longest_wait"]


def test_a_database_that_fails_is_asked_again(
    centre: Centre, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session, _at: datetime) -> Now:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(wallboard, "read", fail)
        with pytest.raises(TimeoutError):
            boards.look()
    assert boards.look().board.lines


def test_a_clock_that_was_set_back_keeps_no_old_board(centre: Centre, boards: Boards) -> None:
    boards.look()
    centre.later(-3600)
    assert boards.look().board.at == centre.now
