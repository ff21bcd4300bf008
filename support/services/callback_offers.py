"""Callbacks that callers were offered, and how many took the offer.

Flows say so themselves where they ask; of those who wait in line it is noted when they hear it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from support.services.metrics_more import share
from support.store import callback_offers as store
from support.store import calls as call_store
from support.store.base import Session
from support.store.figures_more_behind import Wanted

if TYPE_CHECKING:
    from support.services.metrics import Asked

NARROWS = ("", "flow", "language", "number", "intent")  # an offer has no agent yet


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """Offers of a period: one of a call and queue, however often it was said."""

    offered: int = 0
    accepted: int = 0

    @property
    def accepted_share(self) -> float | None:
        return share(self.accepted, self.offered)


def is_noted(session: Session, sid: str, queue: str) -> bool:
    """That this call was offered a callback by this queue; of no call, too."""
    row = call_store.find(session, sid)
    return row is None or store.is_noted(session, row.id, queue)


def note(session: Session, sid: str, queue: str, now: datetime) -> None:
    row = call_store.lock(session, sid)
    if row and not store.is_noted(session, row.id, queue):
        call_store.append(session, row.id, now, [(store.OFFERED, {"queue": queue})])


def offers(session: Session, asked: Asked) -> OfferFigures:
    """A filter by agent or team does not narrow them."""
    return OfferFigures(*store.counts(session, wanted(asked), False).get("", (0, 0)))


def offers_by_queue(session: Session, asked: Asked) -> dict[str, OfferFigures]:
    found = store.counts(session, wanted(asked), True)
    return {queue: OfferFigures(*counts) for queue, counts in found.items()}


def wanted(asked: Asked) -> Wanted:
    same = {asked.dim: asked.value} if asked.dim and asked.dim in NARROWS else {}
    return Wanted(asked.start, asked.end, asked.queues, same)
