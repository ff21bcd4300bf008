"""TwiML Apps: made, listed, changed, deleted (reference 5.8)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange.office import Office
from exchange.records import Application
from exchange.rest import endpoints, shapes
from exchange.rest.shapes import Json, found
from exchange.sids import new_sid

BASE = "/Accounts/<account>/Applications"


def add(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{BASE}.json")
    def create_application() -> tuple[Json, int]:
        record = Application(new_sid("AP"), office.clock.now())
        _change(record)
        with office.directory.lock:
            office.directory.applications[record.sid] = record
        return render(office, record), 201

    @doors.get(f"{BASE}.json")
    def list_applications() -> Json:
        with office.directory.lock:
            every = list(office.directory.applications.values())
        chosen = [a for a in every if shapes.same("FriendlyName", a.friendly_name)]
        return shapes.page("applications", chosen, lambda record: render(office, record))

    @doors.get(f"{BASE}/<sid>.json")
    def fetch_application(sid: str) -> Json:
        return render(office, found(office.directory.applications.get(sid)))

    @doors.post(f"{BASE}/<sid>.json")
    def update_application(sid: str) -> Json:
        record = found(office.directory.applications.get(sid))
        with office.directory.lock:
            _change(record)
            record.updated = office.clock.now()
        return render(office, record)

    @doors.delete(f"{BASE}/<sid>.json")
    def delete_application(sid: str) -> tuple[str, int]:
        found(office.directory.applications.pop(sid, None))
        return "", 204


def _change(record: Application) -> None:
    endpoints.change(record)
    if "MessageStatusCallback" in request.form:
        record.message_status_callback = shapes.url("MessageStatusCallback")


def render(office: Office, record: Application) -> Json:
    return {
        "sid": record.sid,
        "account_sid": office.account.sid,
        "message_status_callback": record.message_status_callback,
        "public_application_connect_enabled": False,
        "api_version": shapes.VERSION,
        "uri": shapes.uri(office, f"Applications/{record.sid}"),
        **endpoints.settings(record),
    }
