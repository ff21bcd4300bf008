"""The controls: each when it is possible, refused with a sentence when it is not."""

from __future__ import annotations

import pytest

from support.errors import Refused
from support.services import conversations, legs, parties, rooms
from support.services.conversations import Conversation, Target
from support.store import calls as call_store
from support.store import queues as store
from support.store.base import Session
from tests.support.centre import CALLER, Centre

OUTSIDE = "+551130002000"


class Talk:
    """Ana in conversation with a caller; Bia is free."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.entry_id = centre.enqueue()
        self.ana = centre.agent("ana")
        self.offer_id = centre.talking(self.ana)
        self.bia = centre.agent("bia")

    def can(self, agent_id: int | None = None) -> set[str]:
        return set(self.view(agent_id).can)

    def view(self, agent_id: int | None = None) -> Conversation:
        def look(session: Session) -> Conversation:
            offer = store.open_offer_of_agent(session, agent_id or self.ana)
            assert offer
            return conversations.view(session, offer)

        return self.centre.do(look)

    def consulted(self) -> int:
        """Bia was asked and has answered; the id of her offer."""
        self.centre.do(conversations.consult, self.ana, Target("agent", str(self.bia)), self.centre.now)
        offer = self.centre.offer(self.bia)
        assert offer
        self.centre.do(rooms.answered, offer.id, "BIA1", self.centre.now)
        return offer.id

    def outside(self) -> int:
        """A number was asked and has answered; the id of its party."""
        self.centre.do(conversations.consult, self.ana, Target("number", OUTSIDE), self.centre.now)
        party_id = int(self.centre.orders("ring_party")[-1]["party_id"])
        assert self.centre.do(parties.answered, party_id, "OUT1", self.centre.now)
        return party_id


@pytest.fixture
def talk(centre: Centre) -> Talk:
    return Talk(centre)


def test_what_is_possible_when(talk: Talk) -> None:
    centre = talk.centre
    assert talk.can() == {"hold", "transfer", "consult", "hang_up"}
    centre.do(conversations.hold, talk.ana, centre.now)
    assert talk.can() == {"resume", "transfer", "consult", "hang_up"}
    centre.do(conversations.consult, talk.ana, Target("agent", str(talk.bia)), centre.now)
    assert talk.can() == {"cancel", "hang_up"}
    offer = centre.offer(talk.bia)
    assert offer
    assert talk.can(talk.bia) == set(), "hers rings"
    centre.do(rooms.answered, offer.id, "BIA1", centre.now)
    assert talk.can() == {"cancel", "join", "complete", "hang_up"}
    assert talk.can(talk.bia) == {"hang_up"}
    centre.do(conversations.join, talk.ana, centre.now)
    assert talk.can() == {"cancel", "complete", "hang_up"}
    centre.do(conversations.complete, talk.ana, centre.now)
    assert talk.can(talk.bia) == {"hold", "transfer", "consult", "hang_up"}


@pytest.mark.parametrize(
    "control",
    [conversations.resume, conversations.join, conversations.complete, conversations.cancel_consult],
)
def test_what_is_not_possible_is_refused(talk: Talk, control: conversations.Control) -> None:
    with pytest.raises(Refused):
        talk.centre.do(control, talk.ana, talk.centre.now)
    with pytest.raises(Refused):
        talk.centre.do(control, talk.bia, talk.centre.now)


def test_holds_are_counted(talk: Talk) -> None:
    centre = talk.centre
    for seconds in (20, 15):
        centre.do(conversations.hold, talk.ana, centre.now)
        assert talk.view().held_since == centre.now
        centre.do(conversations.resume, talk.ana, centre.later(seconds))
    assert centre.entry(talk.entry_id).held_s == 35
    assert ("resumed", {"entry": talk.entry_id, "seconds": 15}) in centre.facts()
    assert len(centre.orders("hold_caller")) == 4


def test_a_transfer_to_a_queue_keeps_the_place(talk: Talk) -> None:
    centre = talk.centre
    centre.later(30)
    centre.do(conversations.transfer, talk.ana, Target("queue", "tech"), centre.now)
    before, after = centre.entry(talk.entry_id), centre.entry(talk.entry_id + 1)
    assert (before.result, after.queue, after.state) == ("transferred", "tech", "waiting")
    assert after.first_entered_at == before.first_entered_at
    assert centre.presence(talk.ana) == "wrap_up"
    assert [order["sid"] for order in centre.orders("next_document")] == ["CA1"]
    assert ("transferred_to", {"entry": talk.entry_id, "to": "queue", "queue": "tech"}) in centre.facts()


def test_a_transfer_to_an_agent_rings_nobody_else_first(talk: Talk) -> None:
    centre = talk.centre
    centre.agent("aaa")
    centre.do(conversations.transfer, talk.ana, Target("agent", str(talk.bia)), centre.now)
    assert centre.entry(talk.entry_id + 1).only_agent_id == talk.bia
    centre.assign()
    assert centre.offer(talk.bia)


@pytest.mark.parametrize(
    "target",
    [
        Target("queue", "none"),
        Target("agent", "99"),
        Target("agent", "x"),
        Target("agent", "1"),
        Target("number", "190"),
        Target("number", "+12025550123"),
        Target("number", "sip:x@example.com"),
    ],
)
def test_some_go_nowhere(talk: Talk, target: Target) -> None:
    with pytest.raises(Refused):
        talk.centre.do(conversations.transfer, talk.ana, target, talk.centre.now)
    with pytest.raises(Refused):
        talk.centre.do(conversations.consult, talk.ana, target, talk.centre.now)
    assert talk.can() == {"hold", "transfer", "consult", "hang_up"}


def test_a_caller_dialled_on_is_with_nobody_of_ours(talk: Talk) -> None:
    centre = talk.centre
    centre.do(conversations.transfer, talk.ana, Target("number", OUTSIDE), centre.now)
    assert (centre.entry(talk.entry_id).state, centre.presence(talk.ana)) == ("passed", "wrap_up")
    party_id = int(centre.orders("dial_on")[0]["party_id"])
    ring = centre.do(rooms.pass_on_details, party_id)
    assert ring
    assert ring.address == OUTSIDE
    news = centre.do(rooms.dialled, party_id, "no-answer", centre.now)
    assert news
    assert not news.talked
    again = centre.entry(talk.entry_id + 1)
    assert (again.state, again.priority) == ("waiting", rooms.FIRST_IN_LINE)
    assert centre.do(rooms.dialled, party_id, "no-answer", centre.now) is None


def test_completing_hands_the_customer_over(talk: Talk) -> None:
    centre = talk.centre
    offer_id = talk.consulted()
    assert centre.entry(talk.entry_id).held_for == "consult"
    centre.do(conversations.complete, talk.ana, centre.now)
    assert (centre.presence(talk.ana), centre.presence(talk.bia)) == ("wrap_up", "on_call")
    offer = centre.offer(talk.bia)
    assert offer
    assert (offer.id, offer.role) == (offer_id, "lead")
    assert centre.entry(talk.entry_id).held_at is None


def test_completing_with_a_number_leaves_them_to_talk(talk: Talk) -> None:
    centre = talk.centre
    party_id = talk.outside()
    centre.do(conversations.complete, talk.ana, centre.now)
    assert centre.entry(talk.entry_id).state == "passed"
    assert centre.orders("leave_queue") == []
    centre.do(legs.party_report, "OUT1", party_id, "completed", 5, centre.now)
    assert [order["result"] for order in centre.orders("leave_queue")] == ["answered"]


def test_cancelling_brings_the_customer_back(talk: Talk) -> None:
    centre = talk.centre
    talk.consulted()
    centre.do(conversations.cancel_consult, talk.ana, centre.now)
    assert centre.entry(talk.entry_id).held_at is None
    assert centre.presence(talk.bia) == "wrap_up"
    talk.outside()
    centre.do(conversations.cancel_consult, talk.ana, centre.now)
    assert centre.entry(talk.entry_id).held_at is None
    assert {"sid": "OUT1"} in centre.orders("hang_up_leg")


def test_hanging_up_lets_the_flow_go_on(talk: Talk) -> None:
    centre = talk.centre
    centre.do(conversations.hang_up, talk.ana, centre.now)
    assert centre.presence(talk.ana) == "wrap_up"
    told = {
        "sid": "CA1",
        "seq": centre.entry(talk.entry_id).seq,
        "result": "answered",
        "entry": talk.entry_id,
    }
    assert centre.orders("leave_queue") == [told]
    with pytest.raises(Refused):
        centre.do(conversations.hang_up, talk.ana, centre.now)


def test_hanging_up_among_three_leaves_the_others_talking(talk: Talk) -> None:
    centre = talk.centre
    talk.consulted()
    centre.do(conversations.join, talk.ana, centre.now)
    centre.do(conversations.hang_up, talk.ana, centre.now)
    assert centre.orders("leave_queue") == []
    offer = centre.offer(talk.bia)
    assert offer
    assert offer.role == "lead"


def test_the_consulted_one_may_leave(talk: Talk) -> None:
    centre = talk.centre
    talk.consulted()
    centre.do(conversations.hang_up, talk.bia, centre.now)
    assert centre.presence(talk.bia) == "wrap_up"
    assert talk.can() == {"hold", "transfer", "consult", "hang_up"}


def test_a_page_without_its_telephone_is_rung_again(talk: Talk) -> None:
    centre = talk.centre
    centre.do(conversations.reconnect, talk.ana, centre.now)
    assert centre.orders("hang_up_leg") == [{"sid": "AG1"}]
    centre.do(legs.gone, "AG1", centre.now)
    assert centre.orders("ring_again") == [{"offer_id": talk.offer_id}]
    assert talk.view().is_lost
    assert talk.can() == {"hang_up"}


def test_who_else_is_there(talk: Talk) -> None:
    talk.consulted()
    cards = [(card.kind, card.name, card.state) for card in talk.view().parties]
    assert cards == [("agent", "bia", "in")]
    mine = [(card.kind, card.name) for card in talk.view(talk.bia).parties]
    assert mine == [("agent", "ana")]


def test_a_number_in_the_room_is_shown_as_people_read_it(talk: Talk) -> None:
    talk.outside()
    assert [(card.kind, card.name) for card in talk.view().parties] == [("outside", "+55 11 3000-2000")]


def test_nothing_personal_is_noted(talk: Talk) -> None:
    talk.centre.do(conversations.transfer, talk.ana, Target("number", OUTSIDE), talk.centre.now)
    with talk.centre.store.reading() as session:
        data = [str(each.data) for each in call_store.events(session, talk.centre.row().id)]
    assert not [each for each in data if OUTSIDE in each or CALLER in each]
