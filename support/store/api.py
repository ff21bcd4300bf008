"""The machines' door: tokens, answers kept for repeated requests, addresses that are told of events."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.queues import _changed_one

BUSY = (OperationalError, PoolTimeout, TimeoutError)  # what a database says that has no time for us now
FORGET_AT_ONCE = 200


class ApiToken(Base):
    """Who may use the API. Only the digest of the token is kept; `prefix` tells people which one it is."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    prefix: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256
    scopes: Mapped[list[Any]]  # like tickets:read, tickets:write, recordings:listen
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who made it
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """What was answered to a request that may come again. `status` 0: it is being worked on."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"))
    key: Mapped[str] = mapped_column(String(128))
    request: Mapped[str] = mapped_column(String(64))  # SHA-256 of method, path and body
    status: Mapped[int] = mapped_column(default=0)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(index=True)


class Hook(Base):
    """An address of the company's own that is told of events. `events`: names, or "*"."""

    __tablename__ = "hooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(64))
    events: Mapped[list[Any]]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class HookDelivery(Base):
    """One event for one hook, and when to try it next. `state`: due, done, failed.

    While somebody sends it, `due_at` is when others may: who dies over it leaves it due.
    """

    __tablename__ = "hook_deliveries"
    __table_args__ = (
        Index("ix_hook_deliveries_hook_id", "hook_id", "id"),
        Index("ix_hook_deliveries_state_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hook_id: Mapped[int] = mapped_column(ForeignKey("hooks.id"))
    event: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]  # HTTP
    error: Mapped[str] = mapped_column(String(300), default="")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


def token_by_digest(session: Session, digest: str) -> ApiToken | None:
    return session.scalars(select(ApiToken).where(ApiToken.digest == digest)).first()


def token(session: Session, token_id: int) -> ApiToken | None:
    return session.get(ApiToken, token_id)


def tokens(session: Session) -> list[ApiToken]:
    """Newest first, also those that were revoked."""
    return list(session.scalars(select(ApiToken).order_by(ApiToken.id.desc())))


def token_used(session: Session, token_id: int, at: datetime) -> None:
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=at))


def begin_request(
    session: Session, token_id: int, key: str, request: str, now: datetime
) -> IdempotencyKey | None:
    """None when this key is new (it is ours now), else what is known of it.

    Whoever comes while another transaction writes the same key waits for that one's end.
    """
    made = IdempotencyKey(token_id=token_id, key=key, request=request, created_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        query = select(IdempotencyKey).where(IdempotencyKey.token_id == token_id, IdempotencyKey.key == key)
        return session.scalars(query).first()
    return None


def keep_answer(session: Session, token_id: int, key: str, status: int, answer: dict[str, Any]) -> None:
    query = update(IdempotencyKey).where(IdempotencyKey.token_id == token_id, IdempotencyKey.key == key)
    session.execute(query.values(status=status, answer=answer))


def forget_requests(session: Session, before: datetime) -> None:
    """A few at a time; those that somebody else is just forgetting are left to them."""
    old = select(IdempotencyKey.id).where(IdempotencyKey.created_at < before)
    mine = session.scalars(old.limit(FORGET_AT_ONCE).with_for_update(skip_locked=True)).all()
    if mine:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.id.in_(mine)))


def hooks(session: Session, *, active: bool = False) -> list[Hook]:
    query = select(Hook).order_by(Hook.id)
    return list(session.scalars(query.where(Hook.is_active) if active else query))


def hook(session: Session, hook_id: int) -> Hook | None:
    return session.get(Hook, hook_id)


def delivery(session: Session, delivery_id: int) -> HookDelivery | None:
    return session.get(HookDelivery, delivery_id)


def deliveries(session: Session, hook_id: int, limit: int) -> list[HookDelivery]:
    """Newest first."""
    query = select(HookDelivery).where(HookDelivery.hook_id == hook_id)
    return list(session.scalars(query.order_by(HookDelivery.id.desc()).limit(limit)))


def failures(session: Session, hook_id: int) -> int:
    query = select(func.count()).where(HookDelivery.hook_id == hook_id, HookDelivery.state == "failed")
    return session.scalar(query) or 0


def claim_delivery(
    session: Session, now: datetime, until: datetime, without: Collection[int] = ()
) -> HookDelivery | None:
    """The one that is due for longest, of hooks that are on and not among `without`; nobody else gets it."""
    query = select(HookDelivery).join(Hook, Hook.id == HookDelivery.hook_id)
    query = query.where(HookDelivery.state == "due", HookDelivery.due_at <= now, Hook.is_active)
    if without:
        query = query.where(HookDelivery.hook_id.not_in(sorted(without)))
    query = query.order_by(HookDelivery.due_at, HookDelivery.id).limit(1)
    found = session.scalars(query.with_for_update(skip_locked=True, of=HookDelivery)).first()
    if found:
        found.due_at = until
        found.attempts += 1
        session.flush()
    return found


def delivery_is_due(session: Session, now: datetime) -> bool:
    query = select(HookDelivery.id).where(HookDelivery.state == "due", HookDelivery.due_at <= now)
    return session.scalars(query.limit(1)).first() is not None


def settle_delivery(session: Session, delivery_id: int, attempt: int, **values: Any) -> bool:
    """False when somebody else has it by now, or it is over."""
    query = update(HookDelivery).where(
        HookDelivery.id == delivery_id, HookDelivery.attempts == attempt, HookDelivery.state == "due"
    )
    return _changed_one(session, query.values(**values))


def forget_deliveries(session: Session, before: datetime) -> None:
    """What is over since then; a few at a time."""
    old = select(HookDelivery.id).where(HookDelivery.state != "due", HookDelivery.done_at < before)
    mine = session.scalars(old.limit(FORGET_AT_ONCE).with_for_update(skip_locked=True)).all()
    if mine:
        session.execute(delete(HookDelivery).where(HookDelivery.id.in_(mine)))


def delete_hook(session: Session, hook_id: int) -> None:
    """And what it was told."""
    session.execute(delete(HookDelivery).where(HookDelivery.hook_id == hook_id))
    session.execute(delete(Hook).where(Hook.id == hook_id))
