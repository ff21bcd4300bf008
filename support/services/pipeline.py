"""The pipeline of a recording: what each stage leaves on its row, and which one comes next.

A stage is an order. What became of it is written here, in the transaction that places the next one, and only
while the row waits for that stage: whatever comes late or twice is thrown away, together with its sounds.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from recordings.riff import ENDS_EARLY
from support.errors import NotFound, Refused
from support.services import hooks, people, policies, recordings, retention, surveys, tickets, voicemails
from support.store import calls as call_store
from support.store import orders, search
from support.store import recordings as store
from support.store.base import Session, announce
from support.store.orders import Order
from support.store.recordings import Recording

LIST_EVERY = timedelta(minutes=5)
TIDY_EVERY = timedelta(days=1)
CALL_SOURCES = (
    "StartCallRecordingAPI", "StartConferenceRecordingAPI", "Conference",
    "OutboundAPI", "DialVerb", "Trunking",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """From the state `before` to `after`. `then`: the stage that follows."""

    before: str
    after: str
    then: str


STAGES: dict[str, Stage] = {
    "fetch": Stage("announced", "fetched", "check"),
    "check": Stage("fetched", "checked", "process"),
    "process": Stage("checked", "processed", "transcribe"),
    "transcribe": Stage("processed", "transcribed", "file"),
    "file": Stage("transcribed", "filed", "remove"),
}
KINDS = {f"{name}_recording": name for name in (*STAGES, "remove")}


@dataclass(frozen=True)
class Found:
    """A recording on the phone company's list. `call_sid`: of any leg. `source`: in its words."""

    sid: str
    call_sid: str
    url: str
    seconds: int
    source: str
    channels: int


# --- a stage is over ---------------------------------------------------------------------------------


def wanted(session: Session, order: Order) -> Recording | None:
    """The row, when it still waits for this order's stage."""
    found = store.recording(session, order.payload["recording_id"])
    return found if found and found.stage == KINDS[order.kind] else None


def done(session: Session, order: Order, result: Mapping[str, Any], now: datetime) -> None:
    """What a stage brought."""
    recording = _waiting(session, order, now)
    if recording is None:
        return
    name = recording.stage
    recording.attempts, recording.error = 0, ""
    _KEEP[name](session, recording, result, now)
    if name in STAGES:
        recording.state = STAGES[name].after
        _AFTERWARDS.get(name, _nothing)(session, recording, now)
        as_it_is = bool(order.payload.get("as_it_is"))
        _order(session, recording, STAGES[name].then, now, as_it_is=as_it_is)
    else:
        recording.stage = ""
    announce(session, "recordings")


def given_up(session: Session, order: Order, error: str, now: datetime) -> None:
    """A stage failed for good, and visibly so. A message is filed even if nobody can write down its words."""
    recording = _waiting(session, order, now)
    if recording is None:
        return
    _drop_written(session, order, recording, now)
    if recording.stage == "transcribe":
        recording.attempts, recording.error, recording.state = 0, "", "transcribed"
        recording.note = f"not written down: {error}"[:300]
        _order(session, recording, "file", now)
    else:
        recording.error, recording.attempts = error[:300], 0
        if recording.stage != "remove":
            recording.state = "failed"
            tickets.recording_kept(session, recording, now)
    announce(session, "recordings")


def postponed(session: Session, order: Order, error: str) -> None:
    """A try failed; there will be another."""
    recording = store.locked(session, order.payload["recording_id"])
    if recording and recording.stage == KINDS[order.kind]:
        recording.attempts, recording.error = order.attempts, error[:300]
        announce(session, "recordings")


def run_again(
    session: Session, recording_id: int, user_id: int, now: datetime, *, as_it_is: bool = False
) -> Recording:
    """Begin again with the stage that failed, or with writing down what was not.

    `as_it_is`: take a sound that ends early for what there is of it. Raises Refused when nothing failed.
    """
    recording = store.locked(session, recording_id)
    if recording is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    stage = _failed_stage(recording)
    recording.error = recording.note = ""
    recording.attempts = 0
    if stage in STAGES:
        recording.state = STAGES[stage].before
    _order(session, recording, stage, now, as_it_is=as_it_is)
    people.audit(session, user_id, "recording_run_again", str(recording_id), now, stage=stage)
    announce(session, "recordings")
    return recording


def can_run_again(recording: Recording) -> bool:
    """A stage of it failed, or was left out."""
    try:
        return bool(_failed_stage(recording))
    except Refused:
        return False


def ends_early(recording: Recording) -> bool:
    """It failed for nothing else: what there is of it can be taken as it is."""
    return recording.state == "failed" and recording.error.startswith(ENDS_EARLY)


def _failed_stage(recording: Recording) -> str:
    if recording.state == "failed" or (
        recording.stage == "remove" and recording.error and not recording.attempts
    ):
        return recording.stage
    if recording.state == "filed" and recording.note and recording.path:
        return "transcribe"
    raise Refused("nothing of this recording has failed")


def _waiting(session: Session, order: Order, now: datetime) -> Recording | None:
    """The row, locked, when it waits for this stage; else what was written for it goes."""
    recording = store.locked(session, order.payload["recording_id"])
    if recording is None or recording.stage != KINDS[order.kind] or recording.state == "failed":
        _drop_written(session, order, recording, now)
        return None
    return recording


def _drop_written(session: Session, order: Order, recording: Recording | None, now: datetime) -> None:
    kept = {recording.path, recording.copy_path} if recording else set()
    names = [name for name in store.names_of(order.payload) if name not in kept]
    if names:
        orders.place(session, "delete_sound", now, order.call_id, names=names)


def _order(session: Session, recording: Recording, stage: str, now: datetime, **more: Any) -> None:
    if stage == "fetch":
        recordings.fetch(session, recording, now)
    elif stage == "remove":
        recording.stage = ""
        if recording.state == "deleted" or policies.current(session).remove_at_carrier:
            recordings.remove_at_carrier(session, recording, now)
    else:
        recording.stage = stage
        if stage == "process":
            more |= {"name": f"{secrets.token_hex(16)}.wav", "copy": secrets.token_hex(16)}
        orders.place(
            session, f"{stage}_recording", now, recording.call_id,
            recording_id=recording.id, **{key: value for key, value in more.items() if value},
        )  # fmt: skip


# --- what each leaves --------------------------------------------------------------------------------

Keep = Callable[[Session, Recording, Mapping[str, Any], datetime], None]


def _fetched(_session: Session, recording: Recording, result: Mapping[str, Any], _now: datetime) -> None:
    recording.path, recording.size, recording.sha256 = result["name"], result["size"], result["sha256"]


def _tell(session: Session, recording: Recording, now: datetime) -> None:
    tickets.recording_kept(session, recording, now)


def _checked(_session: Session, recording: Recording, result: Mapping[str, Any], _now: datetime) -> None:
    recording.seconds, recording.channels = round(result["seconds"]), result["channels"]


def _processed(session: Session, recording: Recording, result: Mapping[str, Any], now: datetime) -> None:
    """What was fetched gives way to what is fit to hear."""
    recordings.drop_sounds(session, recording, (recording.path, recording.copy_path), now)
    recording.path, recording.size, recording.sha256 = result["name"], result["size"], result["sha256"]
    recording.copy_path, recording.channels = result["copy"], result["channels"]
    recording.seconds, recording.speech_ms = round(result["seconds"]), round(result["speech_s"] * 1000)
    recording.peaks = result["peaks"]


def _transcribed(session: Session, recording: Recording, result: Mapping[str, Any], _now: datetime) -> None:
    store.replace_lines(session, recording.id, result["lines"])
    recording.note = result["note"]


def _filed(session: Session, recording: Recording, result: Mapping[str, Any], now: datetime) -> None:
    lines = store.lines(session, recording.id)
    recording.filed_at = now
    recording.expires_at = retention.expires(session, recording, now)
    search.keep(session, "recording", recording.id, " ".join(line.text for line in lines))
    if recording.kind == "voicemail":
        speech_s, category = recording.speech_ms / 1000, result.get("category", "")
        voicemails.voicemail_filed(session, recording, lines, speech_s, now, category=category)
    elif recording.kind == "comment":
        surveys.comment_filed(session, recording, [line.text for line in lines], now)
    hooks.emit(session, "recording.filed", _event(recording), now)


def _removed(_session: Session, recording: Recording, _result: Mapping[str, Any], now: datetime) -> None:
    recording.removed_at = now


def _nothing(_session: Session, _recording: Recording, _now: datetime) -> None:
    pass


_KEEP: dict[str, Keep] = {
    "fetch": _fetched,
    "check": _checked,
    "process": _processed,
    "transcribe": _transcribed,
    "file": _filed,
    "remove": _removed,
}
_AFTERWARDS: dict[str, Callable[[Session, Recording, datetime], None]] = {"fetch": _tell}


def _event(recording: Recording) -> dict[str, Any]:
    return {
        "id": recording.id,
        "kind": recording.kind,
        "queue": recording.queue,
        "call_id": recording.call_id,
        "ticket_id": recording.ticket_id,
        "seconds": recording.seconds,
        "sha256": recording.sha256,
    }


# --- what was never announced ------------------------------------------------------------------------


def expect_call_recording(
    session: Session, call_id: int, queue: str, sid: str, now: datetime, channels: int = 2
) -> Recording:
    """The row of a conversation that is being recorded; the same one when it is there already."""
    known = store.recording_by_sid(session, sid)
    if known:
        return known
    call = call_store.by_id(session, call_id)
    made = Recording(
        kind="call", call_id=call_id, queue=queue, sid=sid, channels=channels, created_at=now,
        seq=min(store.lowest_seq(session, call_id), recordings.RESCUED) - 1,
        language=call.language if call else "",
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def unknown(session: Session, sids: list[str]) -> list[str]:
    """Those of which we never heard."""
    known = store.known_sids(session, sids)
    return [sid for sid in sids if sid not in known]


def found(session: Session, each: Found, now: datetime) -> None:
    """The phone company has a recording of which nobody told us. Of calls that are not ours: nothing."""
    row = call_store.lock(session, each.call_sid)
    leg = None if row else call_store.leg_seen(session, each.call_sid)
    if (row is None and leg is None) or not unknown(session, [each.sid]):
        return
    news = recordings.News(each.call_sid, recordings.RESCUED, each.sid, each.url, "completed", each.seconds)
    if each.source in CALL_SOURCES or row is None:
        call_id, queue = (row.id, row.queue) if row else (leg.call_id if leg else 0, "")
        made = expect_call_recording(session, call_id, queue, each.sid, now, each.channels)
        recordings.take(session, made, news, now)
        return
    awaited = store.awaited_of_call(session, row.id)
    if awaited:
        recordings.take(session, awaited, news, now)
    else:
        recordings.rescue(session, row, news, now)


def keep_looking(session: Session, now: datetime) -> None:
    """Every few minutes the phone company's list, every day what nobody speaks of."""
    if not orders.is_waiting(session, "list_recordings"):
        orders.place_at(session, "list_recordings", now, now + LIST_EVERY)
    if not orders.is_waiting(session, "tidy_sounds"):
        orders.place_at(session, "tidy_sounds", now, now + TIDY_EVERY, strays=[])


def tidied(session: Session, strays: list[str], now: datetime) -> None:
    """Sounds that nobody speaks of today go tomorrow, if nobody speaks of them then."""
    if not orders.is_waiting(session, "tidy_sounds"):
        orders.place_at(session, "tidy_sounds", now, now + TIDY_EVERY, strays=strays)
