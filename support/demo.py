"""Demonstration data for an empty database: people who can sign in and the shipped flows, published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flows.loader import load
from support.services import flows, people, publishing
from support.store.base import Store

PASSWORD = "ramal-demo"  # noqa: S105  # shown on the sign-in page of a demonstration
_PEOPLE = (
    ("ana", "Ana Souza", "agent", ("billing", "technical", "general", "sales", "repairs")),
    ("bruno", "Bruno Lima", "agent", ("technical", "general", "repairs")),
    ("sofia", "Sofia Reis", "supervisor", ("general",)),
    ("admin", "Alex Prado", "admin", ()),
)
LOGINS = tuple((login, PASSWORD, role) for login, _, role, _ in _PEOPLE)


def fill(store: Store, folder: Path, now: datetime) -> None:
    """Nothing happens to a database in which somebody can sign in already."""
    with store.reading() as session:
        if people.users(session):
            return
    found = [load(path) for path in sorted(folder.glob("*.yaml"))]
    shipped = [
        (each.flow, each.source, publishing.prepare(store, each.flow))
        for each in found
        if each.flow and each.publishable and each.flow.numbers
    ]
    hashed = [people.hash_password(PASSWORD) for _ in _PEOPLE]
    with store.writing(alone=True) as session:
        if people.users(session):
            return  # another process was faster
        for flow, source, models in shipped:
            flows.publish(session, flow, source, "demo", now, models)
        known = flows.queue_names(session)
        for (login, name, role, queues), secret in zip(_PEOPLE, hashed, strict=True):
            served = tuple(queue for queue in queues if queue in known)
            people.add_user(session, login, name, role, PASSWORD, now, served, hashed=secret)
