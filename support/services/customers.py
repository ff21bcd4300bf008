"""Customers: found by any written form of a number, changed so that nobody's words are lost, and consents.

What customers did is in `customer_history`; merging is in `merging_customers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from ivr.numbers import callable_number
from support.errors import NotFound, Refused
from support.rules import numbers as number_rules
from support.store import agents as agent_store
from support.store import customers as store
from support.store import flows as flow_store
from support.store import search
from support.store.base import Session, announce

FIELDS = {"name": 120, "language": 12, "tier": 64, "notes": 10_000, "external_id": 120}  # characters
CONSENTS = ("recording", "calls", "sms")
SOURCES = ("call", "sms", "agent", "import", "api")
PAGE = 50
MOST_NUMBERS = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_Form = phonenumbers.PhoneNumberFormat


class Changed(Refused):
    """Somebody else has changed it since it was read."""


@dataclass(frozen=True)
class CustomerLine:
    customer_id: int
    name: str
    tier: str
    language: str
    external_id: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class ConsentLine:
    number: str
    kind: str
    is_given: bool
    source: str
    call_id: int | None
    at: datetime


@dataclass(frozen=True)
class Record:
    """All that is known of a customer. `consents`: newest first; the first of a number and kind holds."""

    customer_id: int
    version: int
    name: str
    language: str
    tier: str
    notes: str
    external_id: str
    numbers: tuple[str, ...]
    consents: tuple[ConsentLine, ...]
    merged_into_id: int | None
    merged: tuple[CustomerLine, ...]
    created_at: datetime
    updated_at: datetime | None


def tier(session: Session, number: str) -> str:
    """ "" for somebody we do not know."""
    found = store.by_number(session, number)
    return found.tier if found else ""


def language(session: Session, number: str) -> str:
    """The customer's own, "" when we do not know."""
    found = store.by_number(session, number)
    return found.language if found else ""


def card(session: Session, number: str) -> CustomerLine | None:
    found = store.by_number(session, number)
    return line(found, store.numbers_of(session, found.id)) if found else None


def record_of(session: Session, number: str) -> store.Customer | None:
    return store.by_number(session, number)


def line(row: store.Customer, having: Sequence[str]) -> CustomerLine:
    return CustomerLine(row.id, row.name, row.tier, row.language, row.external_id, tuple(having))


def understood(session: Session, written: str) -> str:
    """A number in E.164 as people write it, in our own countries without the code; "" when it is none."""
    return in_e164(written, homes(session))


def homes(session: Session) -> tuple[str, ...]:
    """Our own countries, in one order, so that the same words always find the same number."""
    return tuple(sorted(number_rules.countries(flow_store.numbers(session))))


def in_e164(written: str, homes: Sequence[str]) -> str:
    """The same, for whoever has looked up the countries."""
    text = written.strip().replace("\0", "")[:40]
    if text.startswith("00"):
        text = "+" + text[2:]
    for home in (None,) if text.startswith("+") else homes:
        try:
            parsed = phonenumbers.parse(text, home)
        except phonenumbers.NumberParseException:
            continue
        number = phonenumbers.format_number(parsed, _Form.E164)
        if phonenumbers.is_possible_number(parsed) and callable_number(number):
            return number
    return ""


def find(
    session: Session, words: str = "", before_id: int | None = None, limit: int = PAGE
) -> list[CustomerLine]:
    """Newest first, by name, number or external id; a page goes on with `before_id`."""
    rows = store.found(session, words, understood(session, words), before_id, limit)
    having = store.numbers_of_each(session, [row.id for row in rows])
    return [line(row, having.get(row.id, ())) for row in rows]


def record(session: Session, customer_id: int) -> Record:
    row = _find(session, customer_id)
    having = store.numbers_of(session, row.id)
    merged = store.merged_into(session, row.id)
    return Record(
        customer_id=row.id,
        version=row.version,
        name=row.name,
        language=row.language,
        tier=row.tier,
        notes=row.notes,
        external_id=row.external_id,
        numbers=tuple(having),
        consents=tuple(_consent(each) for each in store.consents(session, having)),
        merged_into_id=row.merged_into_id,
        merged=tuple(line(each, each.merged.get("numbers", ())) for each in merged),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _consent(row: store.Consent) -> ConsentLine:
    return ConsentLine(row.number, row.kind, row.is_given, row.source, row.call_id, row.at)


def keep(session: Session, number: str, now: datetime, /, **values: str) -> store.Customer:
    """Write down what is known of the customer behind a number, whether we knew them or not."""
    if not number:
        raise Refused("a customer without a number cannot be kept")
    wanted = clean(values)
    found = store.by_number(session, number)
    if found is None:
        return add(session, wanted, [number], now)
    _set(session, found, wanted, now)
    return found


def create(
    session: Session, values: Mapping[str, str], written: Sequence[str], user_id: int | None, now: datetime
) -> int:
    """A new customer with these numbers; their id. Raises Refused when a number is somebody else's."""
    wanted = clean(values)
    having = [_free(session, each) for each in written if each.strip()]
    if not having and not wanted.get("name") and not wanted.get("external_id"):
        raise Refused("a customer needs a name, a number or an id")
    row = add(session, wanted, list(dict.fromkeys(having)), now)
    audit(session, "customer_added", row.id, user_id, now)
    return row.id


def change(
    session: Session,
    customer_id: int,
    values: Mapping[str, str],
    user_id: int | None,
    now: datetime,
    *,
    version: int | None = None,
) -> dict[str, str]:
    """What it was before. Raises Changed when `version` is not the one that is there."""
    wanted = clean(values)
    row = _locked(session, customer_id, version)
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    if before:
        _set(session, row, wanted, now)
        audit(session, "customer_changed", row.id, user_id, now, fields=sorted(before))
    return before


def add_number(session: Session, customer_id: int, written: str, user_id: int | None, now: datetime) -> str:
    """The number in E.164."""
    row = _locked(session, customer_id)
    number = _free(session, written, row.id)
    having = store.numbers_of(session, row.id)
    if number not in having:
        if len(having) >= MOST_NUMBERS:
            raise Refused("a customer has at most %(most)s numbers", most=MOST_NUMBERS)
        session.add(store.CustomerNumber(number=number, customer_id=row.id))
        session.flush()
        _set(session, row, {}, now)
        audit(session, "customer_changed", row.id, user_id, now, fields=["numbers"])
    return number


def remove_number(
    session: Session, customer_id: int, number: str, user_id: int | None, now: datetime
) -> None:
    row = _locked(session, customer_id)
    owned = store.owner(session, number)
    if owned is None or owned.customer_id != row.id:
        raise NotFound("this customer has no such number")
    session.delete(owned)
    session.flush()
    _set(session, row, {}, now)
    audit(session, "customer_changed", row.id, user_id, now, fields=["numbers"])


def consent(session: Session, number: str, kind: str) -> bool | None:
    """True when given, False when refused, None when nobody asked."""
    said = store.consents(session, [number], kind) if number else []
    return said[0].is_given if said else None


def consented(
    session: Session,
    number: str,
    kind: str,
    is_given: bool,
    source: str,
    now: datetime,
    call_id: int | None = None,
) -> None:
    """Kept also when it says the same as before: who said it when is the proof."""
    if kind not in CONSENTS or source not in SOURCES:
        raise Refused("there is no consent of this kind")
    if not number:
        return
    session.add(
        store.Consent(number=number, kind=kind, is_given=is_given, source=source, call_id=call_id, at=now)
    )
    session.flush()
    announce(session, "customers")


def clean(values: Mapping[str, str]) -> dict[str, str]:
    """Without what no field can hold. Raises Refused for an unknown field, a long value, an odd language."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise Refused(f"a customer has no {sorted(unknown)[0]}")
    wanted = {name: _UNPRINTED.sub("", value).strip() for name, value in values.items()}
    for name, value in wanted.items():
        if len(value) > FIELDS[name]:
            raise Refused("the %(field)s is longer than %(most)s characters", field=name, most=FIELDS[name])
    if wanted.get("language") and not _LANGUAGE.fullmatch(wanted["language"]):
        raise Refused("a language is written like pt-BR")
    return wanted


def index(session: Session, row: store.Customer) -> None:
    search.keep(session, "customer", row.id, sought_by(row, store.numbers_of(session, row.id)))


def sought_by(row: store.Customer, having: Sequence[str]) -> str:
    """What the customer is found by: name, external id, and numbers with and without their codes."""
    return " ".join([row.name, row.external_id, *(form for number in having for form in _forms(number))])


def audit(
    session: Session, action: str, customer_id: int, user_id: int | None, now: datetime, **data: object
) -> None:
    session.add(
        agent_store.Audit(at=now, user_id=user_id, action=action, object=f"customer {customer_id}", data=data)
    )


def _forms(number: str) -> tuple[str, ...]:
    """Digits whole, as dialled in their own country, and without the area."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return (number,)
    national = phonenumbers.national_significant_number(parsed)
    area = phonenumbers.length_of_geographical_area_code(parsed)
    area = area or phonenumbers.length_of_national_destination_code(parsed)
    return tuple(dict.fromkeys((number, national, national[area:] or national, national[-4:])))


def _free(session: Session, written: str, customer_id: int | None = None) -> str:
    """In E.164. Raises Refused when it is no number, or somebody else's."""
    number = understood(session, written)
    if not number:
        raise Refused("%(written)s is no telephone number", written=written.strip()[:40])
    owned = store.owner(session, number)
    if owned is not None and owned.customer_id != customer_id:
        raise Refused(
            "%(number)s belongs to another customer: merge the two, or take it away there",
            number=number_rules.shown(number),
        )
    return number


def add(session: Session, values: Mapping[str, str], having: Sequence[str], now: datetime) -> store.Customer:
    """For whoever has looked that nobody has these numbers; `values` are clean."""
    row = store.Customer(created_at=now, **values)
    session.add(row)
    session.flush()
    session.add_all(store.CustomerNumber(number=number, customer_id=row.id) for number in having)
    session.flush()
    index(session, row)
    announce(session, "customers")
    return row


def _set(session: Session, row: store.Customer, values: Mapping[str, str], now: datetime) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.updated_at = row.version + 1, now
    session.flush()
    index(session, row)
    announce(session, "customers")


def _locked(session: Session, customer_id: int, version: int | None = None) -> store.Customer:
    row = store.locked(session, customer_id)
    if row is None:
        raise NotFound("there is no customer %(number)s", number=customer_id)
    if row.merged_into_id is not None:
        raise Refused("this customer was merged into another")
    if version is not None and version != row.version:
        raise Changed("somebody else has changed this customer meanwhile")
    return row


def _find(session: Session, customer_id: int) -> store.Customer:
    row = session.get(store.Customer, customer_id)
    if row is None:
        raise NotFound("there is no customer %(number)s", number=customer_id)
    return row
