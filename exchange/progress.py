"""The life of a call as records and status callbacks (reference 1.2 to 1.4)."""

from __future__ import annotations

import math

from exchange.dispatcher import Notice
from exchange.office import Office, rfc2822
from exchange.records import TERMINAL, Call

EVENT_OF = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
SIP_CODES = {"completed": 200, "busy": 486, "no-answer": 487, "canceled": 487, "failed": 404}


def call_fields(office: Office, call: Call) -> dict[str, str]:
    """The parameters on every request about a call."""
    fields = {
        "AccountSid": office.account.sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call.sid,
        "CallStatus": call.status,
        "Called": call.to,
        "Caller": call.from_,
        "Direction": call.direction,
        "From": call.from_,
        "To": call.to,
    }
    if call.parent_sid:
        fields["ParentCallSid"] = call.parent_sid
    if call.application_sid:
        fields["ApplicationSid"] = call.application_sid
    return fields


def advance(office: Office, call: Call, status: str, sip_code: int = 0) -> bool:
    """Move a call to `status`; False if it was over. Tells nobody: `tell` does."""
    with office.directory.lock:
        if call.over:
            return False
        now = office.clock.now()
        call.status = status
        call.updated = now
        if status == "ringing":
            call.started = call.started or now
        if status == "in-progress":
            call.started = call.started or now
            call.answered = call.answered or now
        if status in TERMINAL:
            call.ended = now
            call.sip_code = sip_code or SIP_CODES[status]
        return True


def tell(office: Office, call: Call, extra: dict[str, str] | None = None) -> None:
    """Generate the progress event of the status just reached, for all who subscribed to it."""
    event = EVENT_OF.get(call.status, "completed")
    with office.directory.lock:
        # Numbered under the lock: delivery may be out of order, generation is not.
        wanted = [callback for callback in call.callbacks if event in callback.events]
        fields = _event_fields(office, call, event) | (extra or {})
        for callback in wanted:
            office.dispatcher.tell(Notice(call.sid, callback.url, callback.method, fields))
        call.sequence += bool(wanted)


def _event_fields(office: Office, call: Call, event: str) -> dict[str, str]:
    fields = call_fields(office, call) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
        "Timestamp": rfc2822(office.clock.now()),
    }
    if event == "completed":
        fields |= {"CallDuration": str(call.duration_s), "SipResponseCode": str(call.sip_code)}
        if call.direction == "outbound-api" and call.status == "completed":
            fields["Duration"] = str(math.ceil(call.duration_s / 60))
    return fields
