"""A small centre for console tests: an application over a real SQLite file, with a few people and calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from console import errors, wallboard
from console.shell import ConsoleSettings, Parts, mount
from flows.flow import Flow
from flows.loader import read
from recordings.storage import Storage
from support.errors import NotFound, Refused
from support.live import Live
from support.services import flows, tickets, transcripts
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import migrate
from support.store import queues as queue_store
from support.store import transcripts as transcript_store
from support.store.base import Session, Store

FLOW = """
ramal: 1
flow: acme
title: Acme customer line
numbers: ["+551140028922"]
languages: [en-US]
timezone: America/Sao_Paulo
start: outage
queues:
  billing: {title: Billing}
  tech: {title: Technical support}
steps:
  outage:
    notice: outage
    say: There is an incident.
    next: main
  main:
    menu: For billing, press 1. For support, press 2.
    options:
      - {key: "1", next: billing_queue}
      - {key: "2", next: tech_queue}
    else: billing_queue
  billing_queue:
    queue: billing
    else: message
  tech_queue:
    queue: tech
    else: message
  message:
    voicemail: billing
    next: goodbye
  goodbye:
    hang up: Thank you. Goodbye.
"""
TALKS = (
    FLOW.replace("languages: [en-US]", "languages: [en-US, pt-BR]")
    .replace(
        """steps:
""",
        """intents:
  billing: {en-US: [my bill is wrong], pt-BR: [minha fatura veio errada]}
  tech_support: {en-US: [it does not work], pt-BR: [caiu a internet]}
steps:
""",
        1,
    )
    .replace("    options:\n", "    input: keypad and speech\n    options:\n", 1)
)
PASSWORD = "correct horse"
START = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


class Clock:
    """Stands still until told otherwise."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Centre:
    app: Flask
    store: Store
    live: Live
    clock: Clock
    folder: Path
    report: list[tuple[str, str, str]]  # what hears which language
    sounds: Storage

    def client(self, login: str = "") -> FlaskClient:
        """A browser; with a login, one that is signed in (the password is tried in `test_people.py`)."""
        client = self.app.test_client()
        if login:
            with self.store.reading() as session:
                user = agent_store.user_by_login(session, login)
                assert user, f"nobody is called {login}"
                user_id = user.id
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = str(user_id), True
        return client

    def agent_id(self, login: str = "ana") -> int:
        with self.store.reading() as session:
            user = agent_store.user_by_login(session, login)
            agent = agent_store.agent_of_user(session, user.id) if user else None
            assert agent
            return agent.id

    def presence(self, login: str = "ana") -> tuple[str, str]:
        with self.store.reading() as session:
            agent = agent_store.agent(session, self.agent_id(login))
            assert agent
            return agent.presence, agent.reason

    def ticket(self, number: int) -> tickets.TicketDetail:
        with self.store.reading() as session:
            return tickets.detail(session, number)

    def audited(self) -> list[str]:
        with self.store.reading() as session:
            return [line.action for line in agent_store.audit_trail(session)]

    def call(self, caller: str = "+5511988887777", sid: str = "CA1", **values: Any) -> int:
        """A call in the billing menu; returns its id."""
        with self.store.writing() as session:
            return add_call(session, sid, caller, self.clock(), **values)

    def say(self, call_id: int, text: str, party: str = "caller", line: int = 0, final: bool = True) -> int:
        """A line of the transcript, new or grown; returns its id."""
        with self.store.writing() as session:
            return transcripts.write(session, call_id, party, text, self.clock(), line, final=final)

    def talks(self) -> None:
        """The flow hears words now, in two languages."""
        with self.store.writing() as session:
            flows.publish(session, tiny_flow(TALKS), TALKS, "Adam Admin", self.clock())

    def utterance(self, call_id: int, text: str = "the bill thing", **values: Any) -> int:
        """Words that were not understood in the menu; returns their id."""
        facts: dict[str, Any] = {
            "call_id": call_id, "flow": "acme", "step": "main", "language": "en-US", "text": text,
            "confidence": 0.8, "intent": "billing", "score": 0.41, "result": "rejected", "seq": 1,
            "at": self.clock(),
        }  # fmt: skip
        with self.store.writing() as session:
            row = transcript_store.Utterance(**{**facts, **values})
            session.add(row)
            session.flush()
            return row.id

    def offer(self, call_id: int, state: str = "ringing", login: str = "ana") -> int:
        """The call, waiting for 80 s, rings at an agent (or is talked on); returns the offer's id."""
        agent_id, now = self.agent_id(login), self.clock()
        with self.store.writing() as session:
            return add_offer(session, call_id, agent_id, state, now)


def form_token(client: FlaskClient, path: str = "/") -> str:
    """The token that the page at `path` gives to its forms."""
    text = client.get(path).get_data(as_text=True)
    return text.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]


def post(
    client: FlaskClient, path: str, data: Mapping[str, str] | None = None, **kwargs: Any
) -> TestResponse:
    """What a form on a page sends."""
    return client.post(path, data={**(data or {}), "csrf_token": form_token(client)}, **kwargs)


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'centre.db'}"


def seed(folder: Path, password: str) -> Path:
    """A database with the people and the flow, to be copied for each test."""
    store = Store(database(folder))
    migrate.upgrade(store)
    with store.writing() as session:
        _people(session, START, password)
        flows.publish(session, tiny_flow(), FLOW, "Adam Admin", START)
    store.close()
    return folder / "centre.db"


def build(folder: Path, clock: Clock, demo_logins: tuple[tuple[str, str, str], ...] = ()) -> Centre:
    """The application over the database in `folder`."""
    live = Live()
    store = Store(database(folder), live.publish)
    app = Flask("centre", static_folder=None)
    app.config.update(SECRET_KEY="only for tests", TESTING=False)
    settings = ConsoleSettings(
        timezone="America/Sao_Paulo",
        has_exchange=True,
        voice_sdk_url="",
        voice_sdk_integrity="",
        data_folder=folder,
        demo_logins=demo_logins,
        version="0.1",
    )
    report: list[tuple[str, str, str]] = []
    sounds = Storage(str(folder / "sounds"))
    mount(
        app,
        Parts(store, clock, live, sounds, settings, lambda who: token(who, clock()), lambda: report),
    )
    wallboard.boards(app).least_s = 0  # what a test has done is to be seen at once
    app.register_error_handler(NotFound, lambda error: errors.reply(404, error))
    app.register_error_handler(Refused, lambda error: errors.reply(409, error))
    return Centre(app, store, live, clock, folder, report, sounds)


def tiny_flow(text: str = FLOW) -> Flow:
    loaded = read(text, "acme.yaml", folder=None)
    assert loaded.flow, loaded.findings
    return loaded.flow


def token(identity: str, now: datetime) -> str:
    claims = {"exp": int(now.timestamp()) + 3600, "grants": {"identity": identity}}
    return jwt.encode(claims, "a secret that is long enough for HS256", algorithm="HS256")


def _people(session: Session, now: datetime, password: str) -> None:
    for login, name, role in (
        ("ana", "Ana Agent", "agent"),
        ("sue", "Sue Supervisor", "supervisor"),
        ("adam", "Adam Admin", "admin"),
    ):
        user = agent_store.User(login=login, name=name, role=role, password=password, created_at=now)
        session.add(user)
        session.flush()
        if role == "agent":
            agent = agent_store.Agent(
                user_id=user.id, name=name, identity=f"agent_{user.id}", presence_since=now, idle_since=now
            )
            session.add(agent)
            session.flush()
            for queue in ("billing", "tech"):
                session.merge(queue_store.Queue(name=queue, title={"*": queue}))
                session.flush()
                session.add(agent_store.AgentQueue(agent_id=agent.id, queue=queue))


def add_call(session: Session, sid: str, caller: str, now: datetime, **values: Any) -> int:
    version = flow_store.newest(session, "acme")
    assert version
    call = call_store.Call(
        sid=sid, caller=caller, called="+551140028922", version_id=version.id, language="en-US",
        queue="billing", state={}, reply=[], started_at=now, updated_at=now,
    )  # fmt: skip
    for name, value in values.items():
        setattr(call, name, value)
    row = call_store.create(session, call)
    chosen = {"step": "main", "by": "key", "option": "billing"}
    facts: list[tuple[str, dict[str, Any]]] = [
        ("call_started", {"flow": "acme", "version": 1}),
        ("option_chosen", chosen),
    ]
    call_store.append(session, row.id, now, facts)
    return row.id


def add_offer(session: Session, call_id: int, agent_id: int, state: str, now: datetime) -> int:
    entered = now - timedelta(seconds=80)
    talking = state == "accepted"
    entry = queue_store.QueueEntry(
        call_id=call_id, queue="billing", seq=3, at_most_s=900, state="talking" if talking else "offered",
        entered_at=entered, first_entered_at=entered, place_at=entered,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    offer = queue_store.Offer(
        entry_id=entry.id, agent_id=agent_id, state=state, created_at=now,
        expires_at=now + timedelta(seconds=20), accepted_at=now if talking else None,
    )  # fmt: skip
    session.add(offer)
    session.flush()
    presence = "on_call" if talking else "reserved"
    before = ("offline", "available", "away")
    assert agent_store.change_presence(session, agent_id, before, presence, now)
    return offer.id


def add_ticket(session: Session, call_id: int, sid: str, now: datetime, kind: str = "voicemail") -> int:
    row = call_store.find(session, sid)
    assert row
    assert row.id == call_id
    return tickets.open_for_call(session, kind, "billing", row, now).number
