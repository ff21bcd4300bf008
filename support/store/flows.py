"""Published flows: every version is kept, because a call stays on the version it began with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base


class FlowVersion(Base):
    __tablename__ = "flow_versions"
    __table_args__ = (UniqueConstraint("flow", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flow: Mapped[str] = mapped_column(String(64), index=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(120), default="")


class FlowNumber(Base):
    """Which flow answers a number. A number has one flow; its newest version takes new calls."""

    __tablename__ = "flow_numbers"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    flow: Mapped[str] = mapped_column(String(64), index=True)


class Notice(Base):
    """An incident announcement that a supervisor switches on."""

    __tablename__ = "notices"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


def newest(session: Session, flow: str) -> FlowVersion | None:
    query = select(FlowVersion).where(FlowVersion.flow == flow).order_by(FlowVersion.version.desc()).limit(1)
    return session.scalars(query).first()


def newest_id_for_number(session: Session, number: str) -> int | None:
    """Id of the version that takes a new call to this number."""
    query = (
        select(FlowVersion.id)
        .join(FlowNumber, FlowNumber.flow == FlowVersion.flow)
        .where(FlowNumber.number == number)
        .order_by(FlowVersion.version.desc())
        .limit(1)
    )
    return session.scalar(query)


def version(session: Session, version_id: int) -> FlowVersion | None:
    return session.get(FlowVersion, version_id)


def all_newest(session: Session) -> list[FlowVersion]:
    last = select(func.max(FlowVersion.id)).group_by(FlowVersion.flow)
    return list(
        session.scalars(select(FlowVersion).where(FlowVersion.id.in_(last)).order_by(FlowVersion.flow))
    )


def declared_queues(session: Session) -> set[str]:
    """Names of the queues in the newest version of each flow, those of its sub-flows too."""
    last = select(func.max(FlowVersion.id)).group_by(FlowVersion.flow)
    documents = session.scalars(select(FlowVersion.document).where(FlowVersion.id.in_(last)))
    return {
        queue
        for document in documents
        for each in (document, *document.get("subflows", {}).values())
        for queue in each.get("queues", ())
    }


def numbers(session: Session) -> dict[str, str]:
    """Number to flow."""
    return {row.number: row.flow for row in session.scalars(select(FlowNumber).order_by(FlowNumber.number))}


def assign_numbers(session: Session, flow: str, wanted: list[str]) -> None:
    for row in session.scalars(select(FlowNumber).where(FlowNumber.flow == flow)):
        if row.number not in wanted:
            session.delete(row)
    for number in wanted:
        session.merge(FlowNumber(number=number, flow=flow))


def notices(session: Session, names: tuple[str, ...] = ()) -> list[Notice]:
    query = select(Notice).order_by(Notice.name)
    return list(session.scalars(query.where(Notice.name.in_(names)) if names else query))


def versions(session: Session, flow: str) -> list[FlowVersion]:
    """Newest first."""
    query = select(FlowVersion).where(FlowVersion.flow == flow).order_by(FlowVersion.version.desc())
    return list(session.scalars(query))
