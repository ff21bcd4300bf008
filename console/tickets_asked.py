"""What somebody looks at in the inbox, as it stands in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import abort

from console.parts import parts
from console.replies import positive
from console.session import me
from support.services import customers, inbox
from support.store.base import Session
from support.store.inbox import Wanted

NOBODY = "nobody"
DAY = timedelta(days=1)
# The name of each age, and how long ago such tickets were opened: at least, at most.
AGES: dict[str, tuple[timedelta | None, timedelta | None]] = {
    "day": (None, DAY),
    "week": (None, 7 * DAY),
    "month": (None, 30 * DAY),
    "older": (30 * DAY, None),
}
PLAIN = ("queue", "status", "priority", "category", "kind", "tag")
FILTERS = (*PLAIN, "assignee", "customer", "age")
_LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """`fields` are the words of the address that mean something; `view` is always there."""

    fields: Mapping[str, str]

    @property
    def view(self) -> str:
        return self.fields["view"]

    @property
    def query(self) -> str:
        """For an address that shows the same."""
        return urlencode(self.fields)

    @property
    def is_filtered(self) -> bool:
        return any(name in self.fields for name in (*FILTERS, "q"))

    @property
    def filters(self) -> int:
        """How many there are, besides the words."""
        return sum(name in self.fields for name in FILTERS)

    def without(self, *names: str, **values: str) -> str:
        """The query for an address that differs in these."""
        kept = {name: value for name, value in self.fields.items() if name not in names}
        return urlencode({name: value for name, value in {**kept, **values}.items() if value})


def read(given: Mapping[str, str]) -> Asked:
    """An address of somebody's; a view that there is not is no page."""
    fields = {"view": given.get("view") or "open"}
    if fields["view"] not in inbox.VIEWS:
        abort(404)
    for name in ("order", *FILTERS, "q"):
        value = " ".join(given.get(name, "").replace("\0", "").split())[:_LONGEST]
        if value:
            fields[name] = value
    if fields.get("order") in (None, "newest") or fields["order"] not in inbox.ORDERS:
        fields.pop("order", None)
    if fields.get("age") not in AGES:
        fields.pop("age", None)
    return Asked(fields)


def wanted(session: Session, asked: Asked) -> Wanted:
    fields, now = asked.fields, parts().clock()
    written = fields.get("customer", "")
    least, most = AGES.get(fields.get("age", ""), (None, None))
    return Wanted(
        asked.view,
        me(),
        now,
        order=fields.get("order", "newest"),
        **{name: fields.get(name, "") for name in PLAIN},
        customer=customers.understood(session, written) or written,
        assignee=_assignee(fields.get("assignee", "")),
        opened_after=_ago(now, most),
        opened_before=_ago(now, least),
        words=fields.get("q", ""),
    )


def _assignee(text: str) -> int | None:
    if text == NOBODY:
        return 0
    return positive(text)


def _ago(now: datetime, span: timedelta | None) -> datetime | None:
    return now - span if span else None
