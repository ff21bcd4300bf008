"""Recordings as people see and hear them: lists, one with its transcript, and who may hear which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from support.errors import NotFound, Refused
from support.services import people, pipeline
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import recordings as recording_store
from support.store import sounds as store
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.recordings import Recording
from support.store.sounds import STATES, Wanted

__all__ = ["KINDS", "STATES", "Listener", "Sound", "SoundLine", "Wanted"]

KINDS = ("voicemail", "call", "comment")


@dataclass(frozen=True)
class Listener:
    """Who wants to hear: agents hear messages and their own calls, supervisors everything."""

    user_id: int
    role: str


@dataclass(frozen=True)
class SoundLine:
    """Words heard from `start_ms` on. `party`: caller or agent."""

    party: str
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Sound:
    """`peaks`: for each channel 0 to 100, evenly over the length. `can_play`: there is a sound to hear.

    `note`: what was left out, and why. `ends_early`: it failed for nothing else.
    """

    id: int
    kind: str
    state: str
    stage: str
    error: str
    note: str
    attempts: int
    caller: str
    queue: str
    language: str
    call_id: int
    ticket: int | None
    seconds: int | None
    size: int | None
    sha256: str
    channels: int
    peaks: tuple[tuple[int, ...], ...]
    created_at: datetime
    expires_at: datetime | None
    removed_at: datetime | None
    deleted_at: datetime | None
    can_play: bool
    has_copy: bool
    can_run_again: bool
    ends_early: bool
    lines: tuple[SoundLine, ...] = ()


def listing(session: Session, wanted: Wanted, listener: Listener) -> list[Sound]:
    """What this person may hear of what is wanted, newest first; without transcripts."""
    if listener.role == "agent":
        agent = agent_store.agent_of_user(session, listener.user_id)
        wanted = replace(wanted, agent_id=agent.id if agent else 0, user_id=listener.user_id)
    return [_sound(*row) for row in store.listing(session, wanted)]


def failed(session: Session) -> int:
    """How many were given up."""
    return store.counts(session).get("failed", 0)


def one(session: Session, recording_id: int, listener: Listener) -> Sound:
    """With its transcript. Raises NotFound; Refused for who may not hear it."""
    recording = heard_by(session, recording_id, listener)
    call = call_store.by_id(session, recording.call_id)
    ticket = ticket_store.ticket_by_id(session, recording.ticket_id) if recording.ticket_id else None
    if call is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    return _with_lines(session, [_sound(recording, call, ticket.number if ticket else None)])[0]


def heard_by(session: Session, recording_id: int, listener: Listener) -> Recording:
    """The row, for who may hear it."""
    recording = recording_store.recording(session, recording_id)
    if recording is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    if not may_hear(session, recording, listener):
        raise Refused("only supervisors hear the calls of others")
    return recording


def name_of(session: Session, recording_id: int, listener: Listener, *, is_copy: bool = False) -> str:
    """The sound's name in the storage, or its small copy's, for who may hear it. Raises NotFound, Refused."""
    found = heard_by(session, recording_id, listener)
    name = found.copy_path if is_copy else found.path
    if found.state == "absent":
        raise NotFound("nothing was said")
    if found.deleted_at or found.state == "deleted":
        raise NotFound("this recording was deleted")
    if not name:
        raise NotFound("there is no sound yet")
    return name


def names(session: Session) -> list[tuple[int, str]]:
    """(recording id, name in the storage) of every sound and small copy that is kept."""
    return store.names(session)


def is_kept(session: Session, recording_id: int, name: str) -> bool:
    """Whether the recording has this sound; its row is held to the end of the transaction."""
    found = store.held(session, recording_id)
    return found is not None and name in (found.path, found.copy_path)


def may_hear(session: Session, recording: Recording, listener: Listener) -> bool:
    if listener.role != "agent" or recording.kind != "call":
        return "agent" in people.rights(listener.role)
    return store.was_on(session, listener.user_id, recording.call_id) or store.has_ticket_with(
        session, listener.user_id, recording
    )


def of_ticket(session: Session, ticket_id: int, listener: Listener) -> list[Sound]:
    """A ticket's recordings with their transcripts, for the ticket's page."""
    return _audible(session, recording_store.recordings_of(session, ticket_id), listener)


def of_call(session: Session, call_id: int, listener: Listener) -> list[Sound]:
    return _audible(session, store.of_call(session, call_id), listener)


def _audible(session: Session, rows: Iterable[Recording], listener: Listener) -> list[Sound]:
    found = []
    for recording in rows:
        call = call_store.by_id(session, recording.call_id)
        if call and may_hear(session, recording, listener):
            found.append(_sound(recording, call, None))
    return _with_lines(session, found)


def _with_lines(session: Session, found: list[Sound]) -> list[Sound]:
    said: dict[int, list[SoundLine]] = {each.id: [] for each in found}
    parties = {each.id: ("caller", "agent") if each.channels > 1 else ("caller", "caller") for each in found}
    for line in store.lines(session, list(said)):
        party = parties[line.recording_id][min(line.channel, 1)]
        said[line.recording_id].append(SoundLine(party, line.start_ms, line.end_ms, line.text))
    return [replace(each, lines=tuple(said[each.id])) for each in found]


def _sound(recording: Recording, call: call_store.Call, ticket: int | None) -> Sound:
    return Sound(
        id=recording.id,
        kind=recording.kind,
        state=recording.state,
        stage=recording.stage,
        error=recording.error,
        note=recording.note,
        attempts=recording.attempts,
        caller=call.caller,
        queue=recording.queue,
        language=recording.language or call.language,
        call_id=recording.call_id,
        ticket=ticket,
        seconds=recording.seconds,
        size=recording.size,
        sha256=recording.sha256,
        channels=recording.channels,
        peaks=tuple(tuple(each) for each in recording.peaks),
        created_at=recording.created_at,
        expires_at=recording.expires_at,
        removed_at=recording.removed_at,
        deleted_at=recording.deleted_at,
        can_play=bool(recording.path) and recording.deleted_at is None,
        has_copy=bool(recording.copy_path),
        can_run_again=pipeline.can_run_again(recording),
        ends_early=pipeline.ends_early(recording),
    )
