"""Messages: sent, seen, redacted, deleted (reference 5.7)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange import messages
from exchange.office import Office
from exchange.records import Message
from exchange.rest import shapes
from exchange.rest.calls import E164
from exchange.rest.shapes import Json, RestError, found

BASE = "/Accounts/<account>/Messages"
LONGEST = 1600


def add(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{BASE}.json")
    def create_message() -> tuple[Json, int]:
        to, body = shapes.required("To", 21604), shapes.required("Body", 21602)
        if not E164.fullmatch(to):
            raise RestError(400, 21211, f"Invalid 'To' Phone Number: {to[:8]}")
        if len(body) > LONGEST:
            raise RestError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        callback = shapes.callback("StatusCallback")
        try:
            message = messages.send(office, _sender(office), to, body, callback)
        except messages.OptedOut as refusal:
            raise RestError(400, 21610, "Attempt to send to unsubscribed recipient") from refusal
        return render(office, message) | {"status": "queued"}, 201

    @doors.get(f"{BASE}.json")
    def list_messages() -> Json:
        with office.directory.lock:
            every = sorted(office.directory.messages.values(), key=lambda message: -message.created)
        chosen = [
            m
            for m in every
            if shapes.same("To", m.to)
            and shapes.same("From", m.from_)
            and shapes.on_day("DateSent", m.created)
        ]
        return shapes.page("messages", chosen, lambda message: render(office, message))

    @doors.get(f"{BASE}/<sid>.json")
    def fetch_message(sid: str) -> Json:
        return render(office, found(office.directory.messages.get(sid)))

    @doors.post(f"{BASE}/<sid>.json")
    def update_message(sid: str) -> Json:
        message = found(office.directory.messages.get(sid))
        if request.form.get("Body") == "":
            message.body = ""
        return render(office, message)

    @doors.delete(f"{BASE}/<sid>.json")
    def delete_message(sid: str) -> tuple[str, int]:
        found(office.directory.messages.pop(sid, None))
        return "", 204


def _sender(office: Office) -> str:
    sender = shapes.given("From")
    if not sender:
        raise RestError(400, 21603, "A 'From' phone number is required")
    if office.directory.number(sender) is None:
        raise RestError(400, 21606, "The 'From' phone number is not a valid message-capable number")
    return sender


def render(office: Office, message: Message) -> Json:
    return {
        "sid": message.sid,
        "account_sid": office.account.sid,
        "messaging_service_sid": None,
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "status": message.status,
        "direction": message.direction,
        "num_segments": str(max(1, -(-len(message.body) // messages.SEGMENT))),
        "num_media": "0",
        "error_code": message.error_code,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": shapes.VERSION,
        "date_sent": shapes.date(message.sent),
        "uri": shapes.uri(office, f"Messages/{message.sid}"),
        "subresource_uris": {"media": shapes.uri(office, f"Messages/{message.sid}/Media")},
        **shapes.stamps(message.created, message.updated),
    }
