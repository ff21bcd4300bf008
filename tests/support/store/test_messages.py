"""Messages by number, ticket and what they tell."""

from __future__ import annotations

from typing import Any

from support.store import messages
from support.store.messages import TextMessage
from tests.support.centre import CALLED, CALLER, NOON, OTHER, Centre
from tests.support.services.test_telling import opened, publish, ticket


def row(sid: str, direction: str, number: str = CALLER, **facts: Any) -> TextMessage:
    return TextMessage(
        sid=sid, direction=direction, number=number, ours=CALLED, body="", created_at=NOON, **facts
    )


def sid(found: TextMessage | None) -> str | None:
    return found.sid if found else None


def test_the_newest_of_each_kind(centre: Centre) -> None:
    publish(centre, "ramal policies: 1\n")
    about = ticket(centre, opened(centre)).id
    with centre.store.writing() as session:
        session.add(row("SM1", "out", ticket_id=about, template="opened"))
        session.flush()
        session.add(row("SM2", "out", template="texts_help"))
        session.flush()
        session.add(row("SM3", "in", ticket_id=about))
        session.flush()
        session.add(row("SM4", "in", OTHER))
    with centre.store.reading() as session:
        assert sid(messages.newest_with(session, CALLER)) == "SM3"
        assert sid(messages.newest_with(session, CALLER, "texts_help")) == "SM2"
        assert sid(messages.newest_about_a_ticket(session, CALLER)) == "SM1"
        assert sid(messages.newest_about_a_ticket(session, OTHER)) is None
        assert sid(messages.newest_told(session, about, "opened")) == "SM1"
        assert sid(messages.newest_told(session, about, "solved")) is None
        assert [each.sid for each in messages.messages_of(session, about)] == ["SM1", "SM3"]
        assert [each.sid for each in messages.messages_with(session, CALLER)] == ["SM3", "SM2", "SM1"]
