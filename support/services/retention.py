"""How long sounds are kept: set when one is made, looked at again when the policies change.

New policies hold for sounds that are there already: a job goes through all of them. Until it has come by, a
sound is never deleted earlier than the policies of the moment say, because they are asked again before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from support.services import jobs, policies, recordings
from support.store import holds_legal as store
from support.store import policies as policy_store
from support.store.base import Session
from support.store.recordings import Recording

AT_ONCE = 20
BATCH = 500
REASON = "retention"


def expires(session: Session, recording: Recording, now: datetime) -> datetime | None:
    """When its time is over, by the first line of `keep` that fits; None: kept until somebody deletes it."""
    for line in policies.current(session).keep:
        if line.queue in (None, recording.queue) and line.kind in (None, recording.kind):
            return (recording.created_at or now) + timedelta(days=line.days)
    return None


def sweep(session: Session, now: datetime) -> None:
    """A batch of what is over and not held. Several processes at once delete nothing twice."""
    follow_policies(session, now)
    for recording in store.expired(session, now, AT_ONCE):
        until = expires(session, recording, now)
        if until is None or until > now:
            recording.expires_at = until
            continue
        recordings.delete(session, recording.id, None, REASON, now)


def follow_policies(session: Session, now: datetime) -> None:
    """Policies were published since we last went through the sounds: do it again."""
    version = policy_store.newest_id(session)
    last = jobs.newest(session, ("retention",), 1)
    seen = last[0].options.get("policies") if last else None
    if version is not None and version != seen:
        jobs.begin(session, "retention", None, now, options={"policies": version})


def look_again(session: Session, after: int, now: datetime) -> tuple[int, int]:
    """The next batch of sounds by id: (where to go on, how many there were; 0: that was all)."""
    found = store.kept_after(session, after, BATCH)
    for recording in found:
        recording.expires_at = expires(session, recording, now)
    session.flush()
    return (found[-1].id if found else after), len(found)
