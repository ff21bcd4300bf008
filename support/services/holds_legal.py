"""Legal holds: what is not deleted until somebody releases it. On a number, a recording or a ticket.

A number holds everything about it. A ticket holds its words, its calls and their recordings. A recording
holds its sound and words, its call and its ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from support.errors import NotFound, Refused
from support.services import customers
from support.store import agents as agent_store
from support.store import holds_legal as store
from support.store import recordings as recording_store
from support.store import tickets as ticket_store
from support.store.base import Session, announce
from support.store.recordings import LegalHold, Recording

KINDS = ("number", "recording", "ticket")
RELEASED = 50


@dataclass(frozen=True)
class HoldLine:
    """`ref`: E.164, the id of a recording, or the number of a ticket."""

    hold_id: int
    kind: str
    ref: str
    reason: str
    by: str
    at: datetime
    released_by: str
    released_at: datetime | None


def place(session: Session, kind: str, ref: str, reason: str, user_id: int | None, now: datetime) -> int:
    """The hold's id. A second hold on the same thing is another hold: both must be released."""
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refused("say why it is held")
    if len(reason) > 300:
        raise Refused("the %(field)s is longer than %(most)s characters", field="reason", most=300)
    row = LegalHold(kind=kind, ref=_ref(session, kind, ref), reason=reason, user_id=user_id, at=now)
    session.add(row)
    session.flush()
    _audit(session, "hold_placed", row, user_id, now)
    return row.id


def release(session: Session, hold_id: int, user_id: int | None, now: datetime) -> HoldLine:
    """What it held is deleted again when its time is over. Released twice: nothing more happens."""
    row = store.hold(session, hold_id)
    if row is None:
        raise NotFound("there is no such hold")
    if row.released_at is None:
        row.released_at, row.released_by = now, user_id
        session.flush()
        _audit(session, "hold_released", row, user_id, now)
    return _line(row, _names(session))


def is_held(session: Session, recording: Recording) -> bool:
    return bool(store.holds_of_recording(session, recording.id))


def of_recording(session: Session, recording_id: int) -> list[HoldLine]:
    names = _names(session)
    return [_line(row, names) for row in store.holds_of_recording(session, recording_id)]


def of(session: Session, kind: str, ref: str) -> list[HoldLine]:
    """The holds on just this, that are not released."""
    names = _names(session)
    return [_line(row, names) for row in store.active(session, kind, [ref])]


def listing(session: Session) -> tuple[list[HoldLine], list[HoldLine]]:
    """(those that hold, the last ones that were released)."""
    names = _names(session)
    active, released = store.active(session), store.released(session, RELEASED)
    return [_line(row, names) for row in active], [_line(row, names) for row in released]


def _ref(session: Session, kind: str, ref: str) -> str:
    ref = ref.strip()
    if kind == "number":
        number = customers.understood(session, ref)
        if not number:
            raise Refused("%(written)s is no telephone number", written=ref[:40])
        return number
    if not (ref.isascii() and ref.isdigit()) or len(ref) > 9 or kind not in KINDS:
        raise NotFound("there is nothing of that name to hold")
    if kind == "ticket" and ticket_store.ticket(session, int(ref)) is None:
        raise NotFound("there is no ticket %(number)s", number=int(ref))
    if kind == "recording" and recording_store.recording(session, int(ref)) is None:
        raise NotFound("there is no recording %(number)s", number=int(ref))
    return str(int(ref))


def _audit(session: Session, action: str, row: LegalHold, user_id: int | None, now: datetime) -> None:
    """The number itself stays out of the trail."""
    what = row.kind if row.kind == "number" else f"{row.kind} {row.ref}"
    session.add(agent_store.Audit(at=now, user_id=user_id, action=action, object=what, data={"hold": row.id}))
    announce(session, "holds")


def _names(session: Session) -> dict[int, str]:
    return {user.id: user.name for user in agent_store.users(session)}


def _line(row: LegalHold, names: dict[int, str]) -> HoldLine:
    by, released_by = names.get(row.user_id or 0, ""), names.get(row.released_by or 0, "")
    return HoldLine(row.id, row.kind, row.ref, row.reason, by, row.at, released_by, row.released_at)
