"""Changes: all or nothing, undone by what they return, and never over somebody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from support.errors import Refused
from support.services import tickets
from support.services.tickets import SAME, Changed, Changes
from support.store import tickets as store
from tests.support.centre import Centre
from tests.support.promising import lines, opened, person, publish, ticket, told

ANA, BIA = 1, 2
ALL = Changes(
    status="open", priority="high", queue="tech", category="technical", subject="Another",
    assignee_id=BIA, add_tags=("new", "Hot Line"), remove_tags=("old",),
)  # fmt: skip


@pytest.fixture
def office(centre: Centre) -> Centre:
    publish(centre)
    person(centre, "ana")
    person(centre, "bia")
    return centre


def fields(office: Centre, number: int) -> tuple[object, ...]:
    found = ticket(office, number)
    with office.store.reading() as session:
        tags = tuple(sorted(store.tags(session, found.id)))
    return (
        found.status, found.priority, found.queue, found.category, found.subject, found.assignee_id, tags,
    )  # fmt: skip


def test_everything_at_once_and_back(office: Centre) -> None:
    number = opened(office, tags=("old",))
    before = fields(office, number)
    undo = office.do(tickets.change, number, ALL, ANA, office.now)
    assert fields(office, number) == (
        "open", "high", "tech", "technical", "Another", BIA, ("hot-line", "new"),
    )  # fmt: skip
    assert told(office, BIA) == ["assigned"]
    office.do(tickets.change, number, undo, ANA, office.now)
    assert fields(office, number) == before


def test_what_is_the_same_is_no_change(office: Centre) -> None:
    number = opened(office)
    undo = office.do(tickets.change, number, Changes(status="new", priority="normal"), ANA, office.now)
    assert undo == Changes()
    assert undo.assignee_id == SAME
    assert (ticket(office, number).version, len(lines(office, number))) == (1, 1)


def test_the_second_of_two_is_told_and_nothing_of_theirs_is_done(office: Centre) -> None:
    number = opened(office)
    seen = ticket(office, number).version
    office.do(tickets.change, number, Changes(priority="high", queue="tech"), ANA, office.now, version=seen)
    with pytest.raises(Changed) as told_so:
        office.do(
            tickets.change, number, Changes(priority="low", status="open"), BIA, office.now, version=seen
        )
    assert str(told_so.value) == "Ana has changed this ticket meanwhile: priority, queue"
    assert (told_so.value.what, told_so.value.version) == (("priority", "queue"), seen + 2)
    assert fields(office, number)[:3] == ("new", "high", "tech")
    office.do(tickets.change, number, Changes(priority="low"), BIA, office.now, version=told_so.value.version)
    assert ticket(office, number).priority == "low"


def test_words_never_conflict(office: Centre) -> None:
    number = opened(office)
    seen = ticket(office, number).version
    office.do(tickets.comment, number, "Hm", ANA, office.now)
    office.do(tickets.watch, number, BIA)
    office.do(tickets.change, number, Changes(priority="low"), BIA, office.now, version=seen)
    office.do(tickets.comment, number, "Hm!", ANA, office.now)


def test_what_the_machine_changed_is_told_too(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.change, number, Changes(priority="urgent"), None, office.now)
    with pytest.raises(Changed, match="this ticket has changed meanwhile: priority"):
        office.do(tickets.change, number, Changes(status="open"), BIA, office.now, version=1)


@pytest.mark.parametrize("wrong", [{"status": "done"}, {"priority": "huge"}, {"subject": "\n"}])
def test_a_wrong_word_changes_nothing(office: Centre, wrong: dict[str, str]) -> None:
    number = opened(office)
    with pytest.raises(Refused):
        office.do(tickets.change, number, Changes(queue="tech", **wrong), ANA, office.now)  # type: ignore[arg-type]
    assert fields(office, number)[2] == "billing"


def test_of_many_at_the_same_moment_one_wins(office: Centre) -> None:
    number = opened(office)
    together = Barrier(4)

    def one(n: int) -> bool:
        together.wait()
        try:
            office.do(tickets.change, number, Changes(subject=f"From {n}"), ANA, office.now, version=1)
        except Changed:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    assert ticket(office, number).version == 2
