"""IncomingPhoneNumbers: listed, seen, pointed at URLs (reference 5.8)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange.office import Office
from exchange.records import Number
from exchange.rest import endpoints, shapes
from exchange.rest.shapes import Json, found

BASE = "/Accounts/<account>/IncomingPhoneNumbers"


def add(doors: Blueprint, office: Office) -> None:
    @doors.get(f"{BASE}.json")
    def list_numbers() -> Json:
        with office.directory.lock:
            every = list(office.directory.numbers.values())
        chosen = [n for n in every if _wanted(n)]
        return shapes.page("incoming_phone_numbers", chosen, lambda number: render(office, number))

    @doors.get(f"{BASE}/<sid>.json")
    def fetch_number(sid: str) -> Json:
        return render(office, found(office.directory.numbers.get(sid)))

    @doors.post(f"{BASE}/<sid>.json")
    def update_number(sid: str) -> Json:
        number = found(office.directory.numbers.get(sid))
        with office.directory.lock:
            endpoints.change(number)
            number.voice_application_sid = request.form.get(
                "VoiceApplicationSid", number.voice_application_sid
            )
            number.sms_application_sid = request.form.get("SmsApplicationSid", number.sms_application_sid)
            number.updated = office.clock.now()
        return render(office, number)


def _wanted(number: Number) -> bool:
    part = request.args.get("PhoneNumber", "")
    return part.replace("*", "") in number.number and shapes.same("FriendlyName", number.friendly_name)


def render(office: Office, number: Number) -> Json:
    return {
        "sid": number.sid,
        "account_sid": office.account.sid,
        "phone_number": number.number,
        "voice_application_sid": number.voice_application_sid,
        "sms_application_sid": number.sms_application_sid,
        "trunk_sid": None,
        "address_sid": None,
        "address_requirements": "none",
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "emergency_status": "Inactive",
        "identity_sid": None,
        "origin": "twilio",
        "status": "in-use",
        "api_version": shapes.VERSION,
        "uri": shapes.uri(office, f"IncomingPhoneNumbers/{number.sid}"),
        **endpoints.settings(number),
    }
