"""People who sign in: accounts, roles, and the trail of what they did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from support.errors import NotFound, Refused
from support.rules import staff
from support.rules.staff import Profile
from support.store import agents as store
from support.store import queues as queue_store
from support.store import staff as staff_store
from support.store.agents import User
from support.store.base import Session

ROLES = ("agent", "supervisor", "admin")
MIN_PASSWORD = 8
_HASHER = PasswordHasher()
# Verified when the log-in is unknown, so that the time of the answer does not tell who exists.
_NOBODY = _HASHER.hash("nobody at all")


def rights(role: str) -> frozenset[str]:
    """A role and those below it."""
    return frozenset(ROLES[: ROLES.index(role) + 1]) if role in ROLES else frozenset()


def sign_in(session: Session, login: str, password: str, now: datetime) -> User | None:
    """The user whose log-in and password these are; every try is in the audit trail."""
    user = store.user_by_login(session, login)
    right = _matches(user.password if user else _NOBODY, password)
    if user is None or not right or not user.is_active:
        audit(session, user.id if user else None, "sign_in_refused", "", now)
        return None
    audit(session, user.id, "signed_in", "", now)
    ensure_agent(session, user, now)
    return user


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def hash_password(password: str) -> str:
    """Takes a tenth of a second, on purpose."""
    return _HASHER.hash(password)


def user(session: Session, user_id: int) -> User | None:
    found = store.user(session, user_id)
    return found if found and found.is_active else None


def users(session: Session) -> list[User]:
    return store.users(session)


def add_user(
    session: Session,
    login: str,
    name: str,
    role: str,
    password: str,
    now: datetime,
    queues: Iterable[str] | Mapping[str, int] = (),
    *,
    skills: Mapping[str, int] | None = None,
    endpoint: str = "",
    team: str = "",
    hashed: str = "",
) -> User:
    """A new account, with a telephone; calls come to who serves a queue (name to rank, or names alone).

    `hashed`: the password by `hash_password`, from before a transaction that is to be short.
    """
    login = login.strip().lower()
    _check_account(session, login, role, password)
    ranks = dict(queues) if isinstance(queues, Mapping) else dict.fromkeys(queues, 1)
    profile = staff.check(Profile(ranks, skills or {}, endpoint, team=team), queue_store.names(session))
    secret = hashed or hash_password(password)
    added = User(login=login, name=name or login, role=role, password=secret, created_at=now)
    session.add(added)
    session.flush()
    agent = ensure_agent(session, added, now)
    agent.endpoint, agent.team = profile.endpoint, profile.team
    staff_store.replace_queues(session, agent.id, profile.queues)
    staff_store.replace_skills(session, agent.id, profile.skills)
    return added


def _check_account(session: Session, login: str, role: str, password: str) -> None:
    if role not in ROLES:
        raise Refused(f"a role is {', '.join(ROLES)}; not {role!r}")
    if len(password) < MIN_PASSWORD:
        raise Refused(f"a password has at least {MIN_PASSWORD} characters")
    if not login:
        raise Refused("a log-in is needed")
    if store.user_by_login(session, login):
        raise Refused(f"the log-in {login!r} is taken")


def ensure_agent(session: Session, user: User, now: datetime) -> store.Agent:
    """Everybody who signs in has a telephone: supervisors listen with it, and anybody may be consulted."""
    known = store.agent_of_user(session, user.id)
    if known:
        return known
    agent = store.Agent(
        user_id=user.id, name=user.name, identity=f"agent_{user.id}", presence_since=now, idle_since=now
    )
    session.add(agent)
    session.flush()
    return agent


def change_password(session: Session, by: int | None, login: str, password: str, now: datetime) -> None:
    found = store.user_by_login(session, login)
    if found is None:
        raise NotFound(f"nobody signs in as {login!r}")
    if len(password) < MIN_PASSWORD:
        raise Refused(f"a password has at least {MIN_PASSWORD} characters")
    found.password = _HASHER.hash(password)
    audit(session, by, "password_changed", found.name, now)


def change_language(session: Session, user_id: int, language: str) -> None:
    found = store.user(session, user_id)
    if found is None:
        raise NotFound("there is no such person")
    found.language = language


def audit(
    session: Session, user_id: int | None, action: str, object_: str, now: datetime, **data: Any
) -> None:
    session.add(store.Audit(at=now, user_id=user_id, action=action, object=object_, data=data))


def audit_trail(session: Session, limit: int = 100) -> list[store.Audit]:
    return store.audit_trail(session, limit)
