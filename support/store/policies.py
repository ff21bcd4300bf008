"""The centre's policies as they were published; the newest one holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base


class PolicyVersion(Base):
    """A published policies file, as written."""

    __tablename__ = "policy_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


def newest(session: Session) -> PolicyVersion | None:
    return session.scalars(select(PolicyVersion).order_by(PolicyVersion.id.desc()).limit(1)).first()


_NEWEST_TEXT = select(PolicyVersion.text).order_by(PolicyVersion.id.desc()).limit(1)


def newest_text(session: Session) -> str | None:
    """Asked in every turn of a call and every look at the books: straight to the connection."""
    return session.connection().execute(_NEWEST_TEXT).scalar()


def newest_id(session: Session) -> int | None:
    return session.scalar(select(PolicyVersion.id).order_by(PolicyVersion.id.desc()).limit(1))


def versions(session: Session, limit: int) -> list[PolicyVersion]:
    """Newest first."""
    return list(session.scalars(select(PolicyVersion).order_by(PolicyVersion.id.desc()).limit(limit)))


def version(session: Session, version_id: int) -> PolicyVersion | None:
    return session.get(PolicyVersion, version_id)
