"""One agent's whole page, read in one look: presence, the call in hand, wrap-up, today's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from support.services import agents, conversations, wrap_up
from support.services.agents import Desk
from support.services.conversations import Conversation
from support.services.wrap_up import Today, WrapUp
from support.store import queues as queue_store
from support.store.base import Session


@dataclass(frozen=True)
class Page:
    """`conversation` of a call that was answered; `dispositions` are those of the call that is shown."""

    desk: Desk
    conversation: Conversation | None
    wrap_up: WrapUp | None
    dispositions: tuple[str, ...]
    today: Today


def page(session: Session, user_id: int, now: datetime, midnight: datetime) -> Page | None:
    """None for somebody who takes no calls. `midnight`: when today began where the centre is."""
    desk = agents.desk(session, user_id, now)
    if desk is None:
        return None
    after = wrap_up.card(session, desk.agent_id, now)
    shown = desk.offer or (after.offer if after else None)
    return Page(
        desk=desk,
        conversation=_conversation(session, desk.agent_id),
        wrap_up=after,
        dispositions=wrap_up.dispositions(session, shown.queue) if shown else (),
        today=wrap_up.today(session, desk.agent_id, midnight),
    )


def _conversation(session: Session, agent_id: int) -> Conversation | None:
    offer = queue_store.open_offer_of_agent(session, agent_id)
    return conversations.view(session, offer) if offer and offer.state == "accepted" else None
