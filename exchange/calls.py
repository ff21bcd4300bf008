"""Legs come into being: dialled by a phone, by REST, or by <Dial>; and ring until something happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from exchange.dispatcher import Notice
from exchange.leg import HungUp, Leg, Moved
from exchange.office import Office
from exchange.phones.base import Heard, Phone
from exchange.phones.fork import Fork
from exchange.phones.nobody import Nobody
from exchange.player import Player
from exchange.progress import advance, tell
from exchange.records import Application, Call, Callback, Number
from exchange.sids import new_sid
from exchange.webhook import Failure, Goto

CLIENT = "client:"


@dataclass(frozen=True)
class Detection:
    """Who answered is found out. callback: told there, while the call goes on; else before it begins."""

    callback: Callback | None = None


@dataclass(frozen=True)
class Order:
    """An outbound leg to be placed."""

    from_: str
    to: str
    timeout_s: float = 60.0
    callbacks: tuple[Callback, ...] = ()
    parent: Leg | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)  # for the phone that rings
    time_limit_s: float | None = None
    fallback: Goto | None = None
    send_digits: str = ""
    detection: Detection | None = None


def dial(office: Office, phone: Phone, to: str, parameters: Mapping[str, str], application: str) -> Leg:
    """A phone calls. Its leg rings until the customer's TwiML answers it."""
    now = office.clock.now()
    call = Call(new_sid("CA"), phone.address, to, "inbound", now, status="ringing", started=now, updated=now)
    first = Goto()
    extra: dict[str, str] = {}
    leg = Leg(office, call, phone)
    target = _called(office, phone, to, application)
    if isinstance(target, Application):
        call.application_sid = target.sid
        call.to = parameters.get("To", "")
        extra = dict(parameters)
    if target is not None:
        first, leg.fallback = _voice_urls(office, target, extra)
        call.number_sid = target.sid if isinstance(target, Number) else ""
        if target.status_callback:
            call.callbacks.append(Callback(target.status_callback, target.status_callback_method))
    _open(office, leg)
    phone.heard(leg, Heard("ringback"))
    if target is None or not first.url:
        leg.end("failed", 404)
    else:
        office.spawn(f"leg-{call.sid[:8]}", Player(office, leg).run, first)
    return leg


def place(office: Office, order: Order) -> Leg:
    """A leg to somebody, not yet ringing: `ring` it on a thread of its own."""
    address, _, query = order.to.partition("?")
    if address.startswith("sip:"):
        address = address.partition(";")[0]
    parent = order.parent
    call = Call(
        new_sid("CA"),
        order.from_,
        address,
        "outbound-dial" if parent else "outbound-api",
        office.clock.now(),
        parent_sid=parent.sid if parent else "",
        callbacks=list(order.callbacks),
        time_limit_s=order.time_limit_s,
        updated=office.clock.now(),
    )
    phones = office.directory.phones_at(address)
    leg = Leg(office, call, _ring_as_one(address, phones))
    leg.parameters = dict(order.parameters) | dict(parse_qsl(query))
    leg.fallback = order.fallback
    if order.send_digits:
        leg.at_answer.append(lambda: leg.hear(Heard("tone", order.send_digits)))
    _open(office, leg)
    return leg


def _ring_as_one(address: str, phones: list[Phone]) -> Phone:
    if not phones:
        return Nobody(address)
    return phones[0] if len(phones) == 1 else Fork(phones)


def ring(office: Office, leg: Leg, timeout_s: float) -> bool:
    """Whether it was answered; if not, the leg is over. Raises HungUp or Moved."""
    advance(office, leg.call, "initiated")
    tell(office, leg.call)
    if isinstance(leg.phone, Nobody):
        # An identity nobody registered may come back; a number nobody has does not exist.
        missing_client = leg.call.to.startswith(CLIENT)
        leg.end("no-answer" if missing_client else "failed", 480 if missing_client else 404)
        raise HungUp
    leg.check()
    advance(office, leg.call, "ringing")
    tell(office, leg.call)
    leg.phone.ringing(leg, leg.call.from_, leg.parameters)
    leg.wait(lambda: leg.accepted or leg.declined, timeout_s)
    if leg.accepted:
        leg.pick_up()
        return True
    leg.end("busy" if leg.declined else "no-answer")
    return False


def run_outbound(
    office: Office, leg: Leg, goto: Goto, timeout_s: float, detection: Detection | None = None
) -> None:
    """The whole life of a leg placed by REST."""
    try:
        if ring(office, leg, timeout_s):
            Player(office, leg).run(goto if detection is None else _detected(office, leg, goto, detection))
    except Moved:
        _answer_moved(office, leg, timeout_s)
    except (HungUp, Failure):
        return


def _detected(office: Office, leg: Leg, goto: Goto, detection: Detection) -> Goto:
    """A telephone says itself who answers it; one that does not is a human's."""
    leg.call.answered_by = str(getattr(leg.phone, "answered_by", "human"))
    fields = {"AnsweredBy": leg.call.answered_by}
    callback = detection.callback
    if callback is None:
        return replace(goto, fields=dict(goto.fields) | fields)
    fields |= {"CallSid": leg.sid, "AccountSid": office.account.sid, "MachineDetectionDuration": "0"}
    office.dispatcher.tell(Notice(leg.sid, callback.url, callback.method, fields))
    return goto


def _answer_moved(office: Office, leg: Leg, timeout_s: float) -> None:
    """Redirected while it rang: the new instructions run once it is answered."""
    goto = leg.take_move()
    leg.wait(lambda: leg.accepted or leg.declined, timeout_s)
    if leg.accepted:
        leg.pick_up()
        Player(office, leg).run(goto)
    else:
        leg.end("busy" if leg.declined else "no-answer")


def _called(office: Office, phone: Phone, to: str, application: str) -> Application | Number | None:
    if phone.address.startswith(CLIENT):
        wanted = application or str(getattr(phone, "application_sid", ""))
        known = office.directory.applications
        found = known.get(wanted) if wanted else next(iter(known.values()), None)
        if found is not None:
            return found
    return office.directory.number(to)


def _open(office: Office, leg: Leg) -> None:
    with office.directory.lock:
        office.directory.calls[leg.sid] = leg.call
        office.directory.legs[leg.sid] = leg


def _voice_urls(
    office: Office, target: Number | Application, fields: Mapping[str, str]
) -> tuple[Goto, Goto | None]:
    """Where the call begins, and its fallback; a number's application overrides its own URLs."""
    if isinstance(target, Number) and target.voice_application_sid:
        target = office.directory.applications.get(target.voice_application_sid, target)
    fallback = Goto(target.voice_fallback_url, target.voice_fallback_method)
    return Goto(target.voice_url, target.voice_method, fields), fallback if fallback.url else None
