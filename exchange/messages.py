"""Text messages: out to telephones, and in to the number's SMS URL (reference 5.7)."""

from __future__ import annotations

import secrets
import xml.etree.ElementTree as ET

from exchange.dispatcher import Notice
from exchange.http import FetchError, Reply
from exchange.office import Office
from exchange.records import Application, Callback, Message, Number
from exchange.sids import new_sid

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
SEGMENT = 160
# What the network itself answers, in words of our own.
STOPPED = "You will get no more messages from this number. Answer START to get them again."
STARTED = "You get messages from this number again. Answer STOP to get none."


class OptedOut(Exception):
    """The recipient said STOP to this number: 21610."""


def send(
    office: Office, from_: str, to: str, body: str, callback: Callback | None = None, reply: bool = False
) -> Message:
    """Queued; delivered in the background. Raises OptedOut."""
    with office.directory.lock:
        if (to, from_) in office.directory.opted_out:
            raise OptedOut
        now = office.clock.now()
        direction = "outbound-reply" if reply else "outbound-api"
        message = Message(new_sid("SM"), from_, to, body, direction, now, updated=now)
        office.directory.messages[message.sid] = message
    office.spawn(f"sms-{message.sid[:8]}", _deliver, office, message, callback)
    return message


def receive(office: Office, from_: str, to: str, body: str) -> Message:
    """Somebody texts a number of ours: its SMS URL is asked, in the background."""
    now = office.clock.now()
    message = Message(new_sid("SM"), from_, to, body, "inbound", now, status="receiving", updated=now)
    word = body.strip().upper()
    with office.directory.lock:
        office.directory.messages[message.sid] = message
        # The network blocks and unblocks before the customer's application hears of it.
        was_out = (from_, to) in office.directory.opted_out
        if word in STOP_WORDS:
            office.directory.opted_out.add((from_, to))
        elif word in START_WORDS:
            office.directory.opted_out.discard((from_, to))
        is_out = (from_, to) in office.directory.opted_out
    if is_out != was_out:
        _confirm(office, from_, to, STOPPED if is_out else STARTED)
    office.spawn(f"sms-{message.sid[:8]}", _ask, office, message)
    return message


def _confirm(office: Office, to: str, from_: str, body: str) -> None:
    """The network's answer; nobody's application hears of it, and it is not blocked."""
    now = office.clock.now()
    message = Message(new_sid("SM"), from_, to, body, "outbound-reply", now, updated=now)
    with office.directory.lock:
        office.directory.messages[message.sid] = message
    office.spawn(f"sms-{message.sid[:8]}", _deliver, office, message, None)


def _deliver(office: Office, message: Message, callback: Callback | None) -> None:
    _advance(office, message, "queued", callback)
    _advance(office, message, "sent", callback)
    message.sent = office.clock.now()
    for phone in office.directory.phones_at(message.to):
        show = getattr(phone, "text", None)
        if callable(show):
            show(message.from_, message.body)
    _advance(office, message, "delivered", callback)


def _advance(office: Office, message: Message, status: str, callback: Callback | None) -> None:
    message.status = status
    message.updated = office.clock.now()
    if callback is None:
        return
    fields = _fields(office, message) | {"MessageStatus": status, "SmsStatus": status}
    office.dispatcher.tell(Notice(message.sid, callback.url, callback.method, fields))


def _fields(office: Office, message: Message) -> dict[str, str]:
    return {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": office.account.sid,
        "ApiVersion": "2010-04-01",
        "From": message.from_,
        "To": message.to,
    }


def _ask(office: Office, message: Message) -> None:
    number = office.directory.number(message.to)
    message.status = "received"
    if number is None:
        return
    target = office.directory.applications.get(number.sms_application_sid) or number
    if not target.sms_url:
        return
    fields = _fields(office, message) | {
        "SmsMessageSid": message.sid,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(max(1, -(-len(message.body) // SEGMENT))),
    }
    try:
        reply = _request(office, target, fields)
        for body in _replies(reply):
            send(office, message.to, message.from_, body, reply=True)
    except (FetchError, ET.ParseError) as error:
        office.alert(getattr(error, "code", 12100) or 12100, f"message: {error}", message.sid, target.sms_url)
    except OptedOut:
        office.alert(21610, "the recipient opted out", message.sid, target.sms_url)


def _request(office: Office, target: Number | Application, fields: dict[str, str]) -> Reply:
    token = secrets.token_hex(16)
    try:
        return office.http.send(target.sms_method, target.sms_url, fields, token)
    except FetchError as error:
        office.alert(error.code, f"message: {error}", fields["MessageSid"], target.sms_url)
        if not target.sms_fallback_url:
            raise
        extra = {"ErrorCode": str(error.code), "ErrorUrl": target.sms_url}
        return office.http.send(target.sms_fallback_method, target.sms_fallback_url, fields | extra, token)


def _replies(reply: Reply) -> list[str]:
    """The texts that answer: <Message> elements, or a plain body."""
    body = reply.body.decode(errors="replace").strip()
    if reply.content_type == "text/plain":
        return [body] if body else []
    if not body:
        return []
    root = ET.fromstring(body)  # noqa: S314 - the customer's own document
    return [(found.findtext("Body") or "".join(found.itertext())).strip() for found in root.iter("Message")]
