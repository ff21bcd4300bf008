"""The centre's policies: published as a file, read by everybody who promises, keeps or tells something."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from flows import policy_file
from flows.policies import Policies
from support.errors import NotFound, Refused
from support.store import policies as store
from support.store.base import Session, announce


def current(session: Session) -> Policies:
    """What holds now: the newest published version, or what Ramal comes with."""
    text_ = store.newest_text(session)
    return shipped() if text_ is None else _usable(text_)


# By its text, not its number: a number means another version in another database.
@lru_cache(maxsize=8)
def _usable(text: str) -> Policies:
    # A later release may find fault with what an earlier one published: the promises still hold.
    return policy_file.read(text, "policies.yaml").policies or shipped()


@cache  # a file of ours, the same for the life of the process
def shipped() -> Policies:
    read = policy_file.load(policy_file.SHIPPED)
    assert read.policies is not None, read.findings
    return read.policies


def text(session: Session) -> str:
    """As it was written."""
    row = store.newest(session)
    return row.text if row else text_of(session, 0)


def publish(session: Session, written: str, user_id: int | None, now: datetime) -> int:
    """The next version; what happens from now on follows it. Raises Refused for one with errors."""
    read = policy_file.read(written, "policies.yaml")
    if not read.publishable:
        raise Refused("these policies have errors; nothing was published")
    row = store.PolicyVersion(text=written, published_at=now, user_id=user_id)
    session.add(row)
    session.flush()
    announce(session, "policies")
    return row.id


def versions(session: Session, limit: int = 50) -> list[store.PolicyVersion]:
    """Newest first."""
    return store.versions(session, limit)


def text_of(session: Session, version: int) -> str:
    """As it was written; of 0 what Ramal comes with."""
    if version == 0:
        return policy_file.SHIPPED.read_text(encoding="utf-8")
    row = store.version(session, version)
    if row is None:
        raise NotFound("the policies have no version %(version)s", version=version)
    return row.text


def newest(session: Session) -> store.PolicyVersion | None:
    """None while nothing was published."""
    return store.newest(session)
