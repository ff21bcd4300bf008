"""Recordings: begun and stopped on calls and conferences, listed, played, deleted (reference 5.5)."""

from __future__ import annotations

import wave
from pathlib import Path

from flask import Blueprint, Response, request, send_file

from exchange.audio import wav
from exchange.office import Office
from exchange.recorder import Recorder, Wanted, record_leg
from exchange.records import Recording
from exchange.rest import shapes
from exchange.rest.shapes import Json, RestError, found

ONE = "/Accounts/<account>/Recordings/<sid>"
OF_CALL = "/Accounts/<account>/Calls/<call>/Recordings"
OF_ROOM = "/Accounts/<account>/Conferences/<room>/Recordings"
CURRENT = "Twilio.CURRENT"


def add(doors: Blueprint, office: Office) -> None:
    _add_library(doors, office)
    _add_media(doors, office)
    _add_of_call(doors, office)
    _add_of_room(doors, office)


def _add_library(doors: Blueprint, office: Office) -> None:
    @doors.get("/Accounts/<account>/Recordings.json")
    def list_recordings() -> Json:
        return _page(office, lambda _: True)

    @doors.get(f"{ONE}.json")
    def fetch_recording(sid: str) -> Json:
        return render(office, found(office.directory.recordings.get(sid)))

    @doors.delete(f"{ONE}.json")
    def delete_recording(sid: str) -> tuple[str, int]:
        _delete(office, sid)
        return "", 204


def _add_media(doors: Blueprint, office: Office) -> None:
    @doors.get(ONE)
    def media(sid: str) -> Response:
        record = _existing(office, sid.removesuffix(".wav"))
        path = Path(record.path)
        if record.status != "completed" or not path.is_file():
            raise shapes.missing()
        channels = request.args.get("RequestedChannels", "")
        if channels == "2" and record.channels < 2:
            raise RestError(400, 21231, "two channels are not available")
        if channels == "1" and _channels(path) == 2:
            path = _mono(path)
        return send_file(path.absolute(), mimetype="audio/x-wav", conditional=True)


def _add_of_call(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{OF_CALL}.json")
    def start_recording(call: str) -> tuple[Json, int]:
        found(office.directory.calls.get(call))
        leg = office.directory.leg(call)
        if leg is None or leg.call.answered is None:
            raise RestError(400, 21220, "Requested resource is not eligible for recording")
        recorder = record_leg(office, leg, _wanted("StartCallRecordingAPI"))
        return render(office, recorder.record), 201

    @doors.get(f"{OF_CALL}.json")
    def list_of_call(call: str) -> Json:
        found(office.directory.calls.get(call))
        return _page(office, lambda record: record.call_sid == call)

    @doors.get(f"{OF_CALL}/<sid>.json")
    def fetch_of_call(call: str, sid: str) -> Json:
        record = _existing(office, sid)
        return render(office, found(record if record.call_sid == call else None))

    @doors.post(f"{OF_CALL}/<sid>.json")
    def update_of_call(call: str, sid: str) -> Json:
        running = [r for r in list(office.directory.recorders.values()) if r.record.call_sid == call]
        return _update(office, running, sid, may_stop=True)

    @doors.delete(f"{OF_CALL}/<sid>.json")
    def delete_of_call(call: str, sid: str) -> tuple[str, int]:
        _delete(office, found(sid if _existing(office, sid).call_sid == call else None))
        return "", 204


def _add_of_room(doors: Blueprint, office: Office) -> None:
    @doors.get(f"{OF_ROOM}.json")
    def list_of_room(room: str) -> Json:
        return _page(office, lambda record: record.conference_sid == room)

    @doors.post(f"{OF_ROOM}/<sid>.json")
    def update_of_room(room: str, sid: str) -> Json:
        running = [r for r in list(office.directory.recorders.values()) if r.record.conference_sid == room]
        return _update(office, running, sid, may_stop=False)


def _update(office: Office, running: list[Recorder], sid: str, *, may_stop: bool) -> Json:
    if sid == CURRENT and len(running) > 1:
        raise RestError(400, 21220, "several recordings run: name one")
    recorder = found(next((r for r in running if sid in (r.record.sid, CURRENT)), None))
    status = shapes.given("Status")
    if status == "stopped" and may_stop:
        recorder.stop()
        return render(office, recorder.record) | {"status": "stopped"}
    if status == "paused":
        recorder.pause(shapes.given("PauseBehavior") == "skip")
    elif status == "in-progress":
        recorder.resume()
    else:
        raise RestError(400, 20001, f"Status {status!r} is not possible here")
    return render(office, recorder.record) | {"status": status}


def _wanted(source: str) -> Wanted:
    dual = shapes.given("RecordingChannels", "mono") == "dual"
    trim = shapes.given("Trim", "do-not-trim") == "trim-silence"
    track = shapes.given("RecordingTrack", "both")
    return Wanted(source, 2 if dual else 1, track, trim, shapes.recording_callback("RecordingStatusCallback"))


def _existing(office: Office, sid: str) -> Recording:
    record = found(office.directory.recordings.get(sid))
    return found(None if record.status == "deleted" else record)


def _delete(office: Office, sid: str) -> None:
    record = _existing(office, sid)
    if sid in office.directory.recorders:
        raise RestError(400, 21220, "only a completed recording can be deleted")
    Path(record.path).unlink(missing_ok=True)
    record.status, record.path = "deleted", ""


def _page(office: Office, wanted: object) -> Json:
    assert callable(wanted)
    deleted = request.args.get("IncludeSoftDeleted") == "true"
    with office.directory.lock:
        every = sorted(office.directory.recordings.values(), key=lambda record: -record.created)
    chosen = [
        record
        for record in every
        if wanted(record)
        and (deleted or record.status != "deleted")
        and shapes.same("CallSid", record.call_sid)
        and shapes.same("ConferenceSid", record.conference_sid)
        and shapes.on_day("DateCreated", record.created)
    ]
    return shapes.page("recordings", chosen, lambda record: render(office, record))


def _channels(path: Path) -> int:
    with wave.open(str(path), "rb") as file:
        return file.getnchannels()


def _mono(path: Path) -> Path:
    mixed = path.with_suffix(".mono.wav")
    if not mixed.exists():
        wav.write(mixed, [wav.read(path)])
    return mixed


def render(office: Office, record: Recording) -> Json:
    return {
        "sid": record.sid,
        "account_sid": office.account.sid,
        "call_sid": record.call_sid,
        "conference_sid": record.conference_sid or None,
        "status": record.status,
        "channels": record.channels,
        "source": record.source,
        "track": record.track,
        "duration": str(record.duration_s),
        "start_time": shapes.date(record.created),
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "encryption_details": None,
        "api_version": shapes.VERSION,
        "media_url": office.rest_url(f"Recordings/{record.sid}"),
        "uri": shapes.uri(office, f"Recordings/{record.sid}"),
        "subresource_uris": {},
        **shapes.stamps(record.created, record.created),
    }
