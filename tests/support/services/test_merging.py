"""Two tickets on one matter become one: nothing is lost, links lead on, and it can be undone at once."""

from __future__ import annotations

import pytest

from support.errors import Refused
from support.services import tickets
from tests.support.centre import CALLBACK, CALLER, OTHER, VOICEMAIL, Centre
from tests.support.promising import SIMPLE, lines, opened, person, publish, states, ticket

ANA, BIA = 1, 2


@pytest.fixture
def office(centre: Centre) -> Centre:
    """1001 is a voicemail, 1002 somebody else's callback, 1003 another's."""
    publish(centre, SIMPLE.replace("do: join or open, matter: queue}", "do: open}"))
    person(centre, "ana")
    person(centre, "bia")
    centre.reach(VOICEMAIL, "CA1", CALLER)
    centre.reach(CALLBACK, "CA2", OTHER)
    if centre.seq("CA2") and not centre.kinds("CA2").count("callback_promised"):
        centre.press("CA2", "1")
    assert opened(centre, customer="+5511900000000") == 1003
    centre.do(tickets.watch, 1001, ANA)
    centre.do(tickets.change, 1001, tickets.Changes(add_tags=("a", "b"), priority="high"), ANA, centre.now)
    centre.do(tickets.change, 1002, tickets.Changes(add_tags=("b", "c")), ANA, centre.now)
    return centre


def detail(office: Centre, number: int) -> tickets.TicketDetail:
    with office.store.reading() as session:
        return tickets.detail(session, number)


def shape(office: Centre, number: int) -> tuple[object, ...]:
    found = detail(office, number)
    return (
        found.ticket.status, found.ticket.priority, found.tags, tuple(found.watchers),
        [call.sid for call in found.calls], [each.id for each in found.recordings],
        [each.id for each in found.callbacks], found.merged_into, found.merged,
    )  # fmt: skip


def test_everything_goes_along_and_history_stays_on_both(office: Centre) -> None:
    assert office.do(tickets.merge, 1001, 1002, ANA, office.later(60)) == 1002
    gone, stays = detail(office, 1001), detail(office, 1002)
    assert (gone.ticket.status, gone.merged_into, gone.recordings) == ("closed", 1002, ())
    assert stays.merged == (1001,)
    assert (stays.tags, stays.watchers, stays.ticket.priority) == (("a", "b", "c"), {ANA: "Ana"}, "high")
    assert {call.sid for call in stays.calls} == {"CA1", "CA2"}
    assert (len(stays.recordings), len(stays.callbacks)) == (1, 1)
    assert lines(office, 1001)[-1] == lines(office, 1002)[-1] == ("merged", "1001 → 1002")
    assert lines(office, 1001)[0][0] == "opened"
    assert set(states(office, 1001).values()) == {"cancelled"}


def test_undone_while_nothing_has_happened(office: Centre) -> None:
    before = shape(office, 1001), shape(office, 1002)
    office.do(tickets.merge, 1001, 1002, ANA, office.later(60))
    office.do(tickets.undo_merge, 1001, ANA, office.later(60))
    assert (shape(office, 1001), shape(office, 1002)) == before
    assert "cancelled" not in states(office, 1001).values()
    with pytest.raises(Refused):
        office.do(tickets.undo_merge, 1001, ANA, office.now)


@pytest.mark.parametrize("number", [1001, 1002])
def test_not_undone_after_something_new(office: Centre, number: int) -> None:
    office.do(tickets.merge, 1001, 1002, ANA, office.later(60))
    office.do(tickets.comment, number, "Which one?", BIA, office.later(60))
    with pytest.raises(Refused, match="they stay one"):
        office.do(tickets.undo_merge, 1001, ANA, office.now)


def test_links_lead_on_over_any_number_of_merges(office: Centre) -> None:
    office.do(tickets.merge, 1001, 1002, ANA, office.now)
    office.do(tickets.merge, 1002, 1003, ANA, office.now)
    assert detail(office, 1001).merged_into == 1003
    office.do(tickets.comment, 1001, "Goes on there", ANA, office.now)
    office.do(tickets.reply, 1001, "Hello", ANA, office.now)
    office.do(tickets.customer_said, ticket(office, 1001), "Oh", "sms", office.now)
    kinds = [kind for kind, _ in lines(office, 1003)]
    assert {"comment", "reply", "answer"} <= set(kinds)
    assert detail(office, 1003).merged == (1002,)
    with pytest.raises(Refused, match="ticket 1001 is part of 1003 now"):
        office.do(tickets.change_status, 1001, "open", ANA, office.now)


def test_merging_into_one_that_is_gone_goes_to_where_it_went(office: Centre) -> None:
    office.do(tickets.merge, 1002, 1003, ANA, office.now)
    assert office.do(tickets.merge, 1001, 1002, ANA, office.now) == 1003


@pytest.mark.parametrize(("number", "into"), [(1001, 1001), (1002, 1003), (1003, 1002)])
def test_what_cannot_be_merged(office: Centre, number: int, into: int) -> None:
    office.do(tickets.merge, 1002, 1003, ANA, office.now)
    with pytest.raises(Refused):
        office.do(tickets.merge, number, into, ANA, office.now)
