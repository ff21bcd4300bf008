"""Lines of a file of customers, a batch at a time: looked up together, taken in turn, written together.

An empty cell leaves what is there. Whoever is found by one of their numbers, or else by their external id,
is changed; everybody else is added. A wrong line is refused alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from support.errors import Refused
from support.services import customer_files, customers
from support.services.customer_files import Row
from support.store import customers as store
from support.store import search
from support.store.base import Session, announce


def take(
    session: Session, lines: Sequence[Mapping[str, str]], now: datetime, *, dry: bool
) -> list[str | Refused]:
    """Of each line: added, changed, same, or why it is refused. With `dry` nothing is written."""
    homes = customers.homes(session)
    read = [_read(cells, homes) for cells in lines]
    batch = _Batch(session, [row for row in read if isinstance(row, Row)])
    said = [batch.take(row) if isinstance(row, Row) else row for row in read]
    if not dry:
        batch.write(now)
    return said


def _read(cells: Mapping[str, str], homes: Sequence[str]) -> Row | Refused:
    try:
        return customer_files.understood(cells, homes)
    except Refused as reason:
        return reason


@dataclass(eq=False)
class _Person:
    """A customer as they are after the lines that were taken; `row` is None for a new one."""

    row: store.Customer | None
    values: dict[str, str]
    numbers: list[str]
    new: list[str] = field(default_factory=list)  # numbers to write
    changes: int = 0

    def put(self, row: Row, new: Sequence[str]) -> bool:
        """True when that was news."""
        is_news = bool(new) or any(self.values.get(name, "") != value for name, value in row.values.items())
        if is_news:
            self.values |= row.values
            self.numbers += new
            self.new += new
            self.changes += 1
        return is_news


class _Batch:
    """Every line sees what the lines before it did, though nothing is written before the last."""

    def __init__(self, session: Session, rows: Sequence[Row]) -> None:
        self._session = session
        owners = store.owners(session, {number for row in rows for number in row.numbers})
        ids = {row.values["external_id"] for row in rows if row.values.get("external_id")}
        found = {row.id: row for row in (*owners.values(), *store.with_external_ids(session, ids))}
        having = store.numbers_of_each(session, found)
        people = {each: _person(row, having.get(each, [])) for each, row in sorted(found.items())}
        # Oldest first: of several with the same external id, the oldest is meant.
        self._people = list(people.values())
        self._by_number = {number: people[row.id] for number, row in owners.items()}
        self._by_external_id: dict[str, list[_Person]] = {}
        for person in (each for each in self._people if each.row and not each.row.merged_into_id):
            self._by_external_id.setdefault(person.values["external_id"], []).append(person)
        asked = {number for row in rows for number in row.numbers}
        self._said = store.said(session, asked.union(*having.values()))
        self._consents: list[tuple[str, str, bool]] = []

    def take(self, row: Row) -> str | Refused:
        try:
            person = self._whose(row)
        except Refused as reason:
            return reason
        if person is None:
            self._add(row)
            return "added"
        is_news = person.put(row, [number for number in row.numbers if number not in person.numbers])
        self._index(person, row)
        has_consented = self._consent(row, row.numbers or person.numbers)
        return "changed" if is_news or has_consented else "same"

    def write(self, now: datetime) -> None:
        touched = [person for person in self._people if person.row is None or person.changes]
        rows = [_row(person, now) for person in touched]
        self._session.add_all(rows)
        self._session.flush()
        pairs = list(zip(touched, rows, strict=True))
        numbers = [{"number": each, "customer_id": row.id} for person, row in pairs for each in person.new]
        consents = [
            {"number": number, "kind": kind, "is_given": said, "source": "import", "at": now}
            for number, kind, said in self._consents
        ]
        store.add_all(self._session, numbers, consents)
        words = {row.id: customers.sought_by(row, sorted(person.numbers)) for person, row in pairs}
        search.keep_all(self._session, "customer", words)
        if touched or consents:
            announce(self._session, "customers")

    def _whose(self, row: Row) -> _Person | None:
        """Raises Refused when it is unclear."""
        owners = {id(found): found for each in row.numbers if (found := self._by_number.get(each))}
        if len(owners) > 1:
            raise Refused("these numbers belong to different customers")
        by_id = self._with(row.values.get("external_id", ""))
        found = next(iter(owners.values()), by_id)
        if by_id is not None and by_id is not found:
            raise Refused("the number and the id belong to different customers")
        return found

    def _with(self, external_id: str) -> _Person | None:
        named = self._by_external_id.get(external_id, ()) if external_id else ()
        return next((each for each in named if each.values.get("external_id") == external_id), None)

    def _add(self, row: Row) -> None:
        person = _Person(None, dict(row.values), list(row.numbers), list(row.numbers))
        self._people.append(person)
        self._index(person, row)
        self._consent(row, row.numbers)

    def _index(self, person: _Person, row: Row) -> None:
        """By what the lines that follow find them."""
        self._by_number |= dict.fromkeys(row.numbers, person)
        external_id = row.values.get("external_id", "")
        named = self._by_external_id.setdefault(external_id, [])
        if external_id and person not in named:
            named.append(person)

    def _consent(self, row: Row, numbers: Iterable[str]) -> bool:
        """Only what is news: the same file twice is one consent."""
        news = [
            (number, kind, said)
            for number in numbers
            for kind, said in row.consents.items()
            if self._said.get((number, kind)) is not said
        ]
        self._consents += news
        self._said |= {(number, kind): said for number, kind, said in news}
        return bool(news)


def _person(row: store.Customer, numbers: Sequence[str]) -> _Person:
    return _Person(row, {name: getattr(row, name) for name in customers.FIELDS}, list(numbers))


def _row(person: _Person, now: datetime) -> store.Customer:
    """A new row, or the old one with what is new."""
    row = person.row
    if row is None:
        empty = dict.fromkeys(customers.FIELDS, "")  # the same columns for all: one statement adds them
        return store.Customer(created_at=now, version=1 + person.changes, **empty | person.values)
    for name, value in person.values.items():
        setattr(row, name, value)
    row.version, row.updated_at = row.version + person.changes, now
    return row
