"""Facts of other systems' call logs: their ids, what is known of each log, writing and taking them away.

Ids of imported facts count down from -1. What is known of the logs is kept beside the bookmarks, under NAME.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from support.store.agents import Agent, User
from support.store.facts import Bookmark, CallFact

NAME = "history"
# Agents of other systems who are nobody here: positive, and beyond any agent that there will be.
FIRST_AGENT = 900_000_000


def known(session: Session) -> Bookmark:
    """`position`: the lowest id given out. `state`: `sources` by name, and `agents`: id to [source, name].

    Kept from others until the transaction ends.
    """
    row = session.get(Bookmark, NAME, with_for_update=True)
    if row is None:
        row = Bookmark(name=NAME, position=0, at=None, state={})
        session.add(row)
        session.flush()
    return row


def state(session: Session) -> dict[str, Any]:
    """To look at only."""
    row = session.get(Bookmark, NAME)
    return row.state if row else {}


def agent_names(session: Session) -> dict[int, str]:
    """Of agents of other systems; whom a log does not name is "?"."""
    return {int(each): name or "?" for each, (_, name) in state(session).get("agents", {}).items()}


def own_agents(session: Session) -> dict[str, int]:
    """Agents of this centre by log-in and by name, in small letters; a name that two have is nobody's."""
    rows = session.execute(
        select(Agent.id, Agent.name, User.login).join(User, User.id == Agent.user_id)
    ).all()
    found: dict[str, int] = {}
    twice = set()
    for agent_id, name, _ in rows:
        twice |= {name.casefold()} & found.keys()
        found[name.casefold()] = agent_id
    return {name: each for name, each in found.items() if name not in twice} | {
        login.casefold(): agent_id for agent_id, _, login in rows
    }


def some_of(session: Session, source: str, limit: int) -> list[int]:
    """Ids of calls of a source; as many as may be taken away at once."""
    query = select(CallFact.id).where(CallFact.id < 0, CallFact.source == source)
    return list(session.scalars(query.order_by(CallFact.id).limit(limit)))
