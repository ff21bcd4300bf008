"""What every table shares: the declarative base, UTC times, JSON, and the store that hands out sessions.

SQLite runs in WAL mode; a writing transaction takes the write lock at once (BEGIN IMMEDIATE), so that
read-then-write never fails half-way. PostgreSQL locks rows with SELECT … FOR UPDATE instead.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from support.store.turnstile import Turnstile

Listener = Callable[[frozenset[str]], None]
Counts = Mapping[tuple[str, str], int]

PATIENCE_S = 2  # nobody waits longer for the database: a caller must be answered within 3 s
LEAST_S = 0.5  # for another process that writes, however long the turn took to come
__all__ = ["Base", "Session", "Store", "UTCDateTime", "announce", "digest", "tally"]

_BUSY_MS: ContextVar[int] = ContextVar("busy_ms", default=PATIENCE_S * 1000)
_ALONE = 726_251  # any number of our own: the advisory lock of migrations
_TOPICS = "topics"
_TALLY = "tally"
_SALT = "salt"
_WRITES = "ramal_writes"


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes in and out; UTC in the database, whatever the database thinks of zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone reached the store")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


def announce(session: Session, *topics: str) -> None:
    """Say what this transaction changes; whoever listens is told after it is committed, never before."""
    session.info.setdefault(_TOPICS, set()).update(topics)


def tally(session: Session, kind: str, outcome: str = "", count: int = 1) -> None:
    """Count what this transaction writes; whoever counts is told after it is committed."""
    session.info.setdefault(_TALLY, Counter())[kind, outcome] += count


def digest(session: Session, value: str) -> str:
    """By which one can tell later whether it was this value, and by which nobody finds the value."""
    secret = session.info.get(_SALT, "")
    return hmac.digest(secret.encode(), value.encode(), "sha256").hex()[:32]


class Store:
    """A database by URL. `listener` is called after each commit with the topics announced in it, `counter`
    with what was tallied.

    `secret` salts the digests that rows are kept by when nobody may find whose they are.
    """

    def __init__(
        self, url: str, listener: Listener | None = None, pool_size: int = 20, secret: str = ""
    ) -> None:
        self.engine = _engine(url, pool_size)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        self._one_writer = Turnstile()
        self.listener = listener
        self.counter: Callable[[Counts], None] | None = None
        self._info = {_SALT: secret}

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        `alone`: no other process is in such a one at the same time.
        """
        with self._turn(), Session(self._writer, expire_on_commit=False, info=self._info) as session:
            with session.begin():
                if alone:
                    self._wait_for_others(session.connection())
                yield session
            topics = frozenset(session.info.get(_TOPICS, ()))
        if self.counter and (counts := session.info.get(_TALLY)):
            self.counter(counts)
        if topics and self.listener:
            self.listener(topics)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite has one writer at a time and lets the others sleep and try again; here they queue."""
        if not self.is_sqlite:
            yield
            return
        began = monotonic()
        if not self._one_writer.enter(PATIENCE_S):
            raise TimeoutError("the database is busy")
        # Another process may hold the lock: both waits together stay below what a caller is answered in.
        left = max(LEAST_S, PATIENCE_S - (monotonic() - began))
        _BUSY_MS.set(int(left * 1000))
        try:
            yield
        finally:
            self._one_writer.leave()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look; whatever is changed in it is not kept, what is read stays readable."""
        with Session(self.engine, expire_on_commit=False, info=self._info) as session:
            yield session

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction that no other process is in at the same time, and that may take long."""
        with self._writer.begin() as connection:
            self._wait_for_others(connection)
            yield connection

    def _wait_for_others(self, connection: Connection) -> None:
        if not self.is_sqlite:  # there a transaction that writes is alone anyway
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})

    def answers(self) -> bool:
        """True when the database can be asked something."""
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, pool_size: int) -> Engine:
    if not url.startswith("sqlite"):
        limits = f"-c statement_timeout={PATIENCE_S * 1000} -c lock_timeout={PATIENCE_S * 1000}"
        return create_engine(
            url,
            hide_parameters=True,  # values are numbers and words of callers: not for logs
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=PATIENCE_S,
            pool_pre_ping=True,
            connect_args={"connect_timeout": PATIENCE_S, "options": limits},
        )
    # Pysqlite's own BEGIN is switched off (isolation_level None), so that ours says which lock it takes.
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=PATIENCE_S,
        connect_args={"isolation_level": None, "timeout": PATIENCE_S, "check_same_thread": False},
    )
    event.listen(engine, "connect", _sqlite_settings)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_settings(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    # Straight to the driver: every webhook begins here, and SQLAlchemy's way costs as much as a query.
    driver: Any = connection.connection.dbapi_connection
    if writes:
        driver.execute(f"PRAGMA busy_timeout={_BUSY_MS.get()}")
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
