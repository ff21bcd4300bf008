"""The same change to many tickets, each in a transaction of its own: what was done, what was not and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from console import tickets_asked
from console.errors import told
from console.parts import parts
from console.replies import done, positive, wants_json
from console.route import Route
from console.session import me
from support.errors import RamalError, Refused
from support.services import inbox, tickets
from support.services.tickets import SAME, Changes

MERGED = "merged"
_LISTS = ("add_tags", "remove_tags")


@dataclass
class Outcome:
    """`undo`: by ticket number, the changes that bring back what was, or that it was merged."""

    changed: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    undo: dict[str, dict[str, Any]] = field(default_factory=dict)


def bulk() -> Response | str:
    asked = tickets_asked.read(request.args)
    changes, into = _changes(request.form), positive(request.form.get("into", ""))
    if changes == Changes() and not into:
        raise Refused(_("Choose what to change."))
    outcome = _each(_numbers(asked), changes, into)
    if not wants_json():
        return _page(outcome, asked.query)
    if outcome.refused:
        raise Refused("%(why)s", why=outcome.refused[0][1])
    return done("", _said(outcome))


def undo() -> Response | str:
    asked = tickets_asked.read(request.args)
    outcome = Outcome()
    for number, before in _given(request.form.get("undo", "")).items():
        _try(outcome, number, lambda number=number, before=before: _bring_back(number, before))
    return _page(outcome, asked.query)


def _numbers(asked: tickets_asked.Asked) -> list[int]:
    if request.form.get("all"):
        with parts().store.reading() as session:
            return inbox.numbers(session, tickets_asked.wanted(session, asked))
    given = [positive(text) for text in request.form.getlist("number")]
    found = [number for number in dict.fromkeys(given) if number]
    if not found:
        raise Refused(_("Tick the tickets first."))
    return found[: inbox.MOST]


def _changes(form: Mapping[str, str]) -> Changes:
    assignee = form.get("assignee", "")
    whom = positive(assignee)
    if assignee and assignee != tickets_asked.NOBODY and whom is None:
        abort(400)
    return Changes(
        status=form.get("status") or None,
        priority=form.get("priority") or None,
        assignee_id=whom if assignee else SAME,
        add_tags=tuple(form.get("tag", "").split(",")) if form.get("tag", "").strip() else (),
        remove_tags=tuple(form.get("untag", "").split(",")) if form.get("untag", "").strip() else (),
    )


def _each(numbers: Sequence[int], changes: Changes, into: int | None) -> Outcome:
    outcome = Outcome()
    for number in numbers:
        if changes != Changes():
            _try(outcome, number, lambda number=number: _change(outcome, number, changes))
        if into and number != into:
            _try(outcome, number, lambda number=number: _merge(outcome, number, into))
    outcome.changed = list(dict.fromkeys(outcome.changed))
    return outcome


def _try(outcome: Outcome, number: int, work: Any) -> None:
    try:
        work()
    except RamalError as error:
        outcome.refused.append((number, told(error)))
    else:
        outcome.changed.append(number)


def _change(outcome: Outcome, number: int, changes: Changes) -> None:
    with parts().store.writing() as session:
        before = tickets.change(session, number, changes, me(), parts().clock())
    if before != Changes():
        kept = {name: value for name, value in asdict(before).items() if value != getattr(Changes(), name)}
        outcome.undo[str(number)] = kept


def _merge(outcome: Outcome, number: int, into: int) -> None:
    with parts().store.writing() as session:
        tickets.merge(session, number, into, me(), parts().clock())
    outcome.undo.setdefault(str(number), {})[MERGED] = True


def _bring_back(number: int, before: Mapping[str, Any]) -> None:
    known = {name: value for name, value in before.items() if name in asdict(Changes())}
    known |= {name: tuple(known[name]) for name in _LISTS if name in known}
    with parts().store.writing() as session:
        if before.get(MERGED):
            tickets.undo_merge(session, number, me(), parts().clock())
        tickets.change(session, number, replace(Changes(), **known), me(), parts().clock())


def _given(text: str) -> dict[int, dict[str, Any]]:
    """What the page before gave out; anything else is not understood."""
    try:
        read = json.loads(text)
        return {int(number): dict(before) for number, before in list(read.items())[: inbox.MOST]}
    except (ValueError, AttributeError, TypeError):
        abort(400)


def _page(outcome: Outcome, query: str) -> str:
    return render_template(
        "console/tickets_bulk.html",
        outcome=outcome,
        said=_said(outcome),
        undo=json.dumps(outcome.undo) if outcome.undo else "",
        back=f"{url_for('console.tickets')}?{query}",
        again=f"{url_for('console.tickets_undo')}?{query}",
    )


def _said(outcome: Outcome) -> str:
    return str(ngettext("%(num)s ticket is changed.", "%(num)s tickets are changed.", len(outcome.changed)))


ROUTES = (
    Route("/tickets/bulk", bulk, "tickets_bulk", methods=("POST",)),
    Route("/tickets/undo", undo, "tickets_undo", methods=("POST",)),
)
