"""Calls: placed, seen, put on other instructions, hung up, forgotten (reference 5.2)."""

from __future__ import annotations

import re

from flask import Blueprint, request

from exchange import calls
from exchange.leg import Leg
from exchange.office import Office
from exchange.recorder import Wanted, record_leg
from exchange.records import Call
from exchange.rest import shapes
from exchange.rest.shapes import Json, RestError, found
from exchange.webhook import Goto

E164 = re.compile(r"\+[1-9]\d{1,14}")
ADDRESS = re.compile(r"(client:[^?]{1,256}|sips?:[^@\s]+@[^?\s]+)(\?.*)?", re.DOTALL)
NOT_LIVE = RestError(400, 21220, "Call is not in-progress. Cannot redirect.")


def add(doors: Blueprint, office: Office) -> None:
    @doors.post("/Accounts/<account>/Calls.json")
    def create_call() -> tuple[Json, int]:
        order, goto = _order(office)
        leg = calls.place(office, order)
        if shapes.flag("Record", False):
            wanted = _recording()
            leg.at_answer.append(lambda: record_leg(office, leg, wanted))
        rendered = render(office, leg.call)
        life = (office, leg, goto, order.timeout_s, order.detection)
        office.spawn(f"leg-{leg.sid[:8]}", calls.run_outbound, *life)
        return rendered, 201

    @doors.get("/Accounts/<account>/Calls.json")
    def list_calls() -> Json:
        with office.directory.lock:
            every = sorted(office.directory.calls.values(), key=lambda call: -call.created)
            return shapes.page("calls", [c for c in every if _wanted(c)], lambda c: render(office, c))

    @doors.get("/Accounts/<account>/Calls/<sid>.json")
    def fetch_call(sid: str) -> Json:
        return render(office, found(office.directory.calls.get(sid)))

    @doors.post("/Accounts/<account>/Calls/<sid>.json")
    def update_call(sid: str) -> Json:
        call = found(office.directory.calls.get(sid))
        _update(call, office.directory.leg(sid))
        return render(office, call)

    @doors.delete("/Accounts/<account>/Calls/<sid>.json")
    def delete_call(sid: str) -> tuple[str, int]:
        call = found(office.directory.calls.get(sid))
        if not call.over:
            raise RestError(409, 20409, "a live call cannot be deleted")
        office.directory.calls.pop(sid, None)
        return "", 204


def checked_to(code: int = 21211) -> str:
    """The To field, dialable."""
    to = shapes.required("To", 21201)
    if not E164.fullmatch(to) and not ADDRESS.fullmatch(to):
        raise RestError(400, code, f"Invalid 'To' Phone Number: {to[:8]}")
    return to


def checked_from(office: Office, to: str) -> str:
    """The From field: to a number it must be one of the account's."""
    caller = shapes.required("From", 21213)
    if E164.fullmatch(to) and office.directory.number(caller) is None:
        raise RestError(400, 21210, "The source phone number is not verified for your account")
    return caller


def _order(office: Office) -> tuple[calls.Order, Goto]:
    to = checked_to()
    caller = checked_from(office, to)
    application = office.directory.applications.get(shapes.given("ApplicationSid"))
    status = shapes.callback("StatusCallback")
    fallback = shapes.url("FallbackUrl")
    if application is not None:
        goto: Goto | None = Goto(application.voice_url, application.voice_method)
    else:
        goto = shapes.instructions()
    if goto is None:
        raise RestError(400, 21205, "Url parameter is required.")
    order = calls.Order(
        from_=shapes.given("CallerId") or caller,
        to=to,
        timeout_s=float(shapes.whole("Timeout", 60, 1, 600)),
        callbacks=(status,) if status else (),
        time_limit_s=float(shapes.whole("TimeLimit", 14400, 1, 86400)),
        fallback=Goto(fallback, shapes.method("FallbackMethod")) if fallback else None,
        send_digits=shapes.given("SendDigits"),
        detection=detection(),
    )
    return order, goto


def detection() -> calls.Detection | None:
    """MachineDetection and its companions; keys to be sent switch it off."""
    how = shapes.given("MachineDetection")
    if how not in ("", "Enable", "DetectMessageEnd"):
        raise RestError(400, 20001, "MachineDetection must be Enable or DetectMessageEnd")
    if not how or shapes.given("SendDigits"):
        return None
    asynchronous = shapes.flag("AsyncAmd", False)
    return calls.Detection(shapes.callback("AsyncAmdStatusCallback") if asynchronous else None)


def _recording() -> Wanted:
    dual = shapes.given("RecordingChannels") == "dual"
    track = shapes.given("RecordingTrack", "both")
    trim = shapes.given("Trim", "trim-silence") == "trim-silence"
    answer = shapes.recording_callback("RecordingStatusCallback")
    return Wanted("OutboundAPI", 2 if dual else 1, track, trim, answer)


def _update(call: Call, leg: Leg | None) -> None:
    status = shapes.given("Status")
    goto = shapes.instructions()
    if status and status not in ("completed", "canceled"):
        raise RestError(400, 20001, "Status must be completed or canceled")
    if leg is None or call.over:
        raise NOT_LIVE
    changed = shapes.callback("StatusCallback")
    if changed is not None:
        call.callbacks = [changed]
    fallback = shapes.url("FallbackUrl")
    if fallback:
        leg.fallback = Goto(fallback, shapes.method("FallbackMethod"))
    if "TimeLimit" in request.form:
        call.time_limit_s = float(shapes.whole("TimeLimit", 14400, 1, 86400))
        leg.wake()
    if status:
        _hang_up(leg, status)
    elif goto is not None and not leg.redirect(goto):
        raise NOT_LIVE


def _hang_up(leg: Leg, status: str) -> None:
    talking = leg.call.answered is not None
    if status == "canceled" and talking:
        raise RestError(400, 21220, "Call is in-progress. Cannot cancel.")
    if not leg.end("completed" if talking else "canceled"):
        raise NOT_LIVE


def _wanted(call: Call) -> bool:
    return (
        shapes.same("To", call.to)
        and shapes.same("From", call.from_)
        and shapes.same("Status", _status(call))
        and shapes.same("ParentCallSid", call.parent_sid)
        and shapes.on_day("StartTime", call.started)
        and shapes.on_day("EndTime", call.ended)
    )


def _status(call: Call) -> str:
    return "ringing" if call.status == "initiated" else call.status


def render(office: Office, call: Call) -> Json:
    path = f"Calls/{call.sid}"
    subs = ("notifications", "recordings", "streams", "events", "siprec", "transcriptions", "payments")
    return {
        "sid": call.sid,
        "parent_call_sid": call.parent_sid or None,
        "account_sid": office.account.sid,
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from_,
        "from_formatted": call.from_,
        "phone_number_sid": call.number_sid or None,
        "status": _status(call),
        "start_time": shapes.date(call.started),
        "end_time": shapes.date(call.ended),
        "duration": str(call.duration_s) if call.over else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": call.answered_by or None,
        "api_version": shapes.VERSION,
        "annotation": None,
        "forwarded_from": None,
        "group_sid": None,
        "trunk_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "uri": shapes.uri(office, path),
        "subresource_uris": {sub: shapes.uri(office, f"{path}/{sub.capitalize()}") for sub in subs},
        **shapes.stamps(call.created, call.updated),
    }
