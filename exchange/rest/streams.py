"""Streams: begun on a live call and stopped (reference 5.6)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange.office import Office
from exchange.records import StreamRecord
from exchange.rest import shapes
from exchange.rest.shapes import Json, RestError, found
from exchange.streams import BadStream, Stream, StreamOrder, named
from exchange.verbs.start import TRACKS

BASE = "/Accounts/<account>/Calls/<call>/Streams"
MOST_PARAMETERS = 99


def add(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{BASE}.json")
    def create_stream(call: str) -> Json:
        found(office.directory.calls.get(call))
        leg = office.directory.leg(call)
        if leg is None:
            raise RestError(400, 21220, "Call is not in-progress")
        try:
            stream = Stream(office, leg, _order())
        except BadStream as refusal:
            raise RestError(400, refusal.code, str(refusal)) from refusal
        stream.start()
        return render(office, stream.record)

    @doors.post(f"{BASE}/<sid>.json")
    def update_stream(call: str, sid: str) -> Json:
        if shapes.given("Status") != "stopped":
            raise RestError(400, 20001, "Status must be stopped")
        stream = found(named(office, call, sid))
        stream.stop()
        return render(office, stream.record) | {"status": "stopped"}


def _order() -> StreamOrder:
    form = request.form
    parameters = {
        form[f"Parameter{n}.Name"]: form.get(f"Parameter{n}.Value", "")
        for n in range(1, MOST_PARAMETERS + 1)
        if f"Parameter{n}.Name" in form
    }
    track = shapes.given("Track", "inbound_track")
    if track not in TRACKS:
        raise RestError(400, 20001, "Track is not known")
    return StreamOrder(
        shapes.required("Url", 21205),
        shapes.given("Name"),
        TRACKS[track],
        parameters,
        shapes.callback("StatusCallback"),
    )


def render(office: Office, record: StreamRecord) -> Json:
    return {
        "sid": record.sid,
        "account_sid": office.account.sid,
        "call_sid": record.call_sid,
        "name": record.name,
        "status": record.status,
        "date_updated": shapes.date(record.created),
        "uri": shapes.uri(office, f"Calls/{record.call_sid}/Streams/{record.sid}"),
    }
