"""A centre that has worked for a year, for `bench tickets`: customers, calls with their events, tickets with
clocks, tags, history and words to be found by. The same every time, and written as fast as a database can.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import text

from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import customers as customer_store
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store import recordings as recording_store
from support.store import search
from support.store import sla as sla_store
from support.store import tickets as ticket_store
from support.store.base import Base, Store

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
QUEUES = ("billing", "tech", "sales", "orders", "returns", "general", "premium", "complaints")
CATEGORIES = ("invoice", "refund", "outage", "delivery", "cancel", "address", "warranty", "password", "")
KINDS = ("voicemail", "voicemail", "callback", "call", "missed", "sms", "api")
TAGS = ("abandoned", "vip", "follow-up", "second-call", "angry", "partner")
PRIORITIES = ("low", "normal", "normal", "normal", "normal", "normal", "high", "urgent")
USERS = 60
YEAR = timedelta(days=365)
RARE = "xylophone"  # in the words of few tickets
_FIRST = (
    "Ana",
    "Bruno",
    "Carla",
    "Davi",
    "Elisa",
    "Fábio",
    "Gabriela",
    "Hugo",
    "Inês",
    "João",
    "Karina",
    "Luís",
)
_LAST = (
    "Almeida",
    "Barros",
    "Castro",
    "Dias",
    "Esteves",
    "Ferreira",
    "Gomes",
    "Lima",
    "Moraes",
    "Nunes",
    "Prado",
)
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
_FACTS = ("call_started", "step_entered", "option_chosen", "queue_entered", "agent_connected",
          "step_entered", "leg_status", "queue_left", "step_entered", "call_ended")  # fmt: skip


@dataclass(frozen=True)
class Size:
    """`events` of each call; half of the numbers of calls are numbers of customers."""

    tickets: int = 100_000
    calls: int = 100_000
    events: int = 10
    customers: int = 30_000


def fill(store: Store, size: Size, now: datetime = NOW) -> None:
    """Into a database that has its tables and nothing in them."""
    draw = random.Random(5)
    with store.engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        for table, rows in _people(now):
            _load(connection, table, rows)
        for table, found in _made(draw, size, now):
            _load(connection, table, found)
    _settle(store)


def _made(
    draw: random.Random, size: Size, now: datetime
) -> Iterator[tuple[type[Base], Iterable[dict[str, Any]]]]:
    tickets = [_ticket(draw, n + 1, size, now) for n in range(size.tickets)]
    yield customer_store.Customer, (_customer(n + 1, now) for n in range(size.customers))
    numbers = ({"number": number_of(n + 1), "customer_id": n + 1} for n in range(size.customers))
    yield customer_store.CustomerNumber, numbers
    yield call_store.Call, (_call(n + 1, size, now) for n in range(size.calls))
    yield call_store.CallEvent, _events(size, now)
    yield ticket_store.Ticket, tickets
    yield ticket_store.TicketEntry, (entry for ticket in tickets for entry in _history(draw, ticket))
    yield (
        ticket_store.TicketTag,
        ({"ticket_id": each["id"], "tag": draw.choice(TAGS)} for each in tickets if draw.random() < 0.3),
    )
    calls = (each for each in tickets if each["call_id"])
    yield (
        ticket_store.TicketCall,
        ({"ticket_id": each["id"], "call_id": each["call_id"], "at": each["created_at"]} for each in calls),
    )
    yield (
        ticket_store.TicketWatcher,
        (
            {"ticket_id": each["id"], "user_id": draw.randint(1, USERS)}
            for each in tickets
            if draw.random() < 0.1
        ),
    )
    yield sla_store.SlaClock, (clock for each in tickets for clock in _clocks(draw, each, now))
    yield recording_store.Recording, (_recording(each) for each in tickets if each["kind"] == "voicemail")
    vocabulary = _vocabulary(draw)
    yield search.SearchText, (_found_by(draw, each, size, vocabulary) for each in tickets)


def number_of(customer: int) -> str:
    return f"+55119{customer:08d}"


def name_of(customer: int) -> str:
    return f"{_FIRST[customer % len(_FIRST)]} {_LAST[customer // len(_FIRST) % len(_LAST)]}"


def _people(now: datetime) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    version = {"id": 1, "flow": "bench", "version": 1, "title": "", "source": "", "document": {}}
    yield flow_store.FlowVersion, [{**version, "published_at": now, "published_by": "bench"}]
    yield queue_store.Queue, [{"name": queue, "title": {"*": queue.title()}} for queue in QUEUES]
    yield agent_store.User, [
        {"id": n, "login": f"user{n}", "name": f"User {n}", "password": "-", "created_at": now,
         "role": "supervisor" if n == 1 else "agent"}
        for n in range(1, USERS + 1)
    ]  # fmt: skip


def _customer(number: int, now: datetime) -> dict[str, Any]:
    return {"id": number, "name": name_of(number), "created_at": now}


def _call(number: int, size: Size, now: datetime) -> dict[str, Any]:
    at = now - YEAR * ((size.calls - number) / size.calls)
    return {
        "id": number, "sid": f"CA{number:032d}", "caller": number_of(number % (2 * size.customers) + 1),
        "called": "+551140028922", "version_id": 1, "language": "pt-BR", "state": {}, "reply": [],
        "queue": QUEUES[number % len(QUEUES)], "started_at": at, "updated_at": at, "outcome": "answered",
        "ended_at": at + timedelta(minutes=4),
    }  # fmt: skip


def _events(size: Size, now: datetime) -> Iterator[dict[str, Any]]:
    for call in range(1, size.calls + 1):
        at = now - YEAR * ((size.calls - call) / size.calls)
        for n in range(size.events):
            kind = _FACTS[n % len(_FACTS)]
            yield {
                "call_id": call,
                "at": at + timedelta(seconds=20 * n),
                "kind": kind,
                "data": {"step": kind},
            }


def _ticket(draw: random.Random, number: int, size: Size, now: datetime) -> dict[str, Any]:
    """One in five is not solved yet, most of them new ones."""
    age = size.tickets - number
    opened = now - YEAR * (age / size.tickets)
    is_open = draw.random() < (0.8 if age < size.tickets / 5 else 0.05)
    status = draw.choice(("new", "open", "open", "pending") if is_open else ("solved", "closed", "closed"))
    customer = draw.randint(1, size.customers)
    assignee = draw.randint(1, USERS) if status != "new" or draw.random() < 0.2 else None
    due = opened + timedelta(hours=draw.randint(1, 24 * 30)) if status in ("new", "open") else None
    return {
        "id": number, "number": ticket_store.FIRST_NUMBER + number - 1, "kind": draw.choice(KINDS),
        "subject": f"Voicemail from {number_of(customer)}", "description": "", "queue": draw.choice(QUEUES),
        "category": draw.choice(CATEGORIES), "customer": number_of(customer), "language": "pt-BR",
        "priority": draw.choice(PRIORITIES), "status": status, "assignee_id": assignee,
        "call_id": number if number <= size.calls and draw.random() < 0.8 else None, "due_at": due,
        "breached_at": None, "created_at": opened, "updated_at": opened, "responded_at": None,
        "solved_at": None if is_open else opened + timedelta(days=1), "merged_into_id": None,
    }  # fmt: skip


def _history(draw: random.Random, ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kinds = ("opened", "comment", "reply", "status")[: draw.randint(1, 4)]
    for n, kind in enumerate(kinds):
        at = ticket["created_at"] + timedelta(minutes=n)
        by = draw.randint(1, USERS) if n else None
        said = "open → pending" if kind == "status" else "We look into it."
        yield {"ticket_id": ticket["id"], "at": at, "user_id": by, "kind": kind, "text": said, "data": {}}


def _clocks(draw: random.Random, ticket: dict[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    """Open tickets have two that run or are late, pending ones a paused one; the others have stopped."""
    for kind in ("first_response", "resolution"):
        due = ticket["due_at"]
        if due and kind == "resolution":
            due += timedelta(hours=8)
        state = "met" if ticket["solved_at"] else "paused"
        if due:
            state = "breached" if due <= now else "running"
        warn = due - timedelta(hours=draw.randint(1, 8)) if due else None
        yield {
            "ticket_id": ticket["id"], "kind": kind, "policy": "usual", "target_s": 14_400, "state": state,
            "started_at": ticket["created_at"], "due_at": due, "warn_at": warn,
            "next_at": warn if state == "running" else None, "left_s": 3600 if state == "paused" else 14_400,
            "resumed_at": ticket["created_at"],
            "warned_at": warn if state == "breached" else None, "stopped_at": ticket["solved_at"],
            "breached_at": due if state == "breached" else None,
        }  # fmt: skip


def _recording(ticket: dict[str, Any]) -> dict[str, Any]:
    return {
        "call_id": ticket["call_id"] or 1, "ticket_id": ticket["id"], "seq": ticket["id"],
        "sid": f"RE{ticket['id']}",
        "state": "filed", "peaks": [], "seconds": 20, "size": 320_000, "created_at": ticket["created_at"],
        "asked_at": None, "filed_at": ticket["created_at"], "expires_at": None, "removed_at": None,
        "deleted_at": None,
    }  # fmt: skip


def _vocabulary(draw: random.Random) -> list[str]:
    return ["".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))) for _ in range(3000)]


def _found_by(
    draw: random.Random, ticket: dict[str, Any], size: Size, vocabulary: Sequence[str]
) -> dict[str, Any]:
    """Its words: some are in every ticket, most in few."""
    said = [vocabulary[min(int(draw.paretovariate(0.4)), len(vocabulary)) - 1] for _ in range(25)]
    if ticket["id"] % max(1, size.tickets // 20) == 1:
        said.append(RARE)
    customer = int(ticket["customer"][6:])
    words = (
        f"{ticket['number']} {ticket['subject']} {name_of(customer)} {ticket['category']} {' '.join(said)}"
    )
    row_id = search.row_id("ticket", ticket["id"])
    return {"id": row_id, "kind": "ticket", "ref": ticket["id"], "body": search.body_of(words)}


# --- writing ------------------------------------------------------------------------------------------------


def _load(connection: Any, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """By the drivers' own ways: a million rows through the ORM take minutes."""
    found = iter(rows)
    first = next(found, None)
    if first is None:
        return
    defaults = {
        column.name: column.default.arg for column in model.__table__.columns
        if column.default is not None and column.default.is_scalar
    }  # fmt: skip
    defaults |= {name: {} for name in ("data", "settings") if name in model.__table__.columns}
    names = list({**defaults, **first})
    values = (tuple(_plain({**defaults, **row}[name]) for name in names) for row in (first, *found))
    driver = connection.connection.dbapi_connection
    columns = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {model.__tablename__} ({columns}) VALUES ({marks})"  # noqa: S608
        while batch := list(islice(values, 10_000)):
            driver.executemany(statement, [tuple(_for_sqlite(value) for value in row) for row in batch])
        return
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY {model.__tablename__} ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        if "id" in names:
            cursor.execute(_NEXT_ID.format(table=model.__tablename__))


_NEXT_ID = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _for_sqlite(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _settle(store: Store) -> None:
    """Statistics, as a database that has run for a while has them."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not store.is_sqlite:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE" if store.is_sqlite else "VACUUM ANALYZE"))
