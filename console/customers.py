"""Customers: the list, one with their history, and what people change about them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from console import errors, story
from console.parts import parts
from console.replies import done, offer_undo, positive
from console.route import Route
from console.session import me
from console.words import number as shown
from console.words import reader
from support.errors import Refused
from support.services import agents, customer_history, customers, holds_legal, queues
from support.services.customers import Changed, Record
from support.store.base import Session

UNDONE = 1500  # characters that a cookie holds
AGENTS = ("name", "language", "notes", "external_id")  # a tier is a supervisor's to give


def listing() -> str:
    words, before = request.args.get("q", "").strip()[:100], positive(request.args.get("before", ""))
    with parts().store.reading() as session:
        rows = customers.find(session, words, before)
    template = "customers_now.html" if request.args.get("part") == "rows" else "customers.html"
    more = rows[-1].customer_id if len(rows) == customers.PAGE else None
    return render_template(f"console/{template}", rows=rows, q=words, before=before, more=more)


def by_number() -> Response:
    """From wherever a number stands: to its customer, or to the form of a new one."""
    with parts().store.reading() as session:
        number = customers.understood(session, request.args.get("number", ""))
        found = customers.card(session, number)
    if found:
        return done(_page(found.customer_id))
    return done(url_for("console.customer_new", number=number or None))


def detail(customer_id: int) -> str:
    return _detail("console/customer.html", customer_id)


def now(customer_id: int) -> str:
    return _detail("console/customer_now.html", customer_id)


def _detail(
    template: str, customer_id: int, typed: Mapping[str, str] | None = None, problem: str = ""
) -> str:
    with parts().store.reading() as session:
        record = customers.record(session, customer_id)
        before = request.args.get("before", "")[:80]
        lines = customer_history.page(session, record.numbers, before)
        is_full = len(lines) == customer_history.PAGE
        return render_template(
            template,
            record=record,
            typed=typed or {},
            problem=problem,
            fields=_fields(),
            limits=customers.FIELDS,
            lines=lines,
            before=before,
            more=customer_history.cursor(lines[-1]) if is_full else "",
            queues=queues.titles(session, reader()),
            results=story.results(),
            holds=_holds(session, record),
            names=agents.names(session),
        )


def _holds(session: Session, record: Record) -> dict[str, bool]:
    return {number: bool(holds_legal.of(session, "number", number)) for number in record.numbers}


def new() -> str:
    number = request.args.get("number", "").strip()[:40]
    return _new({"numbers": shown(number) if number else ""})


def _new(typed: Mapping[str, str], problem: str = "") -> str:
    given = {"typed": typed, "problem": problem, "fields": _fields(), "limits": customers.FIELDS}
    return render_template("console/customer_new.html", **given)


def create() -> Response | tuple[str, int]:
    """What cannot be is said above the form, which keeps what was written."""
    written = request.form.get("numbers", "")[:400]
    try:
        with parts().store.writing() as session:
            values = _values(request.form)
            made = customers.create(session, values, written.splitlines(), me(), parts().clock())
    except Refused as refusal:
        return _new({**request.form, "numbers": written}, errors.told(refusal)), 409
    return done(_page(made), _("The customer is added."))


def change(customer_id: int) -> Response | tuple[str, int]:
    values, version = _values(request.form), positive(request.form.get("version", ""))
    try:
        with parts().store.writing() as session:
            now = parts().clock()
            before = customers.change(session, customer_id, values, me(), now, version=version)
    except Changed:
        said = _(
            "Somebody else changed this customer meanwhile. What you typed is still here: look, then save."
        )
        return _detail("console/customer.html", customer_id, values, said), 409
    except Refused as refusal:
        return _detail("console/customer.html", customer_id, values, errors.told(refusal)), 409
    if sum(map(len, before.values())) > UNDONE:
        return done(_page(customer_id), _("The customer is changed."))
    if before:
        undo = url_for("console.customer_change", customer_id=customer_id)
        offer_undo(_("The customer is changed."), undo, **before)
    return done(_page(customer_id))


def add_number(customer_id: int) -> Response:
    with parts().store.writing() as session:
        number = customers.add_number(
            session, customer_id, request.form.get("number", ""), me(), parts().clock()
        )
    undo = url_for("console.customer_remove_number", customer_id=customer_id)
    offer_undo(_("%(number)s is added.", number=shown(number)), undo, number=number)
    return done(_page(customer_id))


def remove_number(customer_id: int) -> Response:
    number = request.form.get("number", "")[:64]
    with parts().store.writing() as session:
        customers.remove_number(session, customer_id, number, me(), parts().clock())
    undo = url_for("console.customer_add_number", customer_id=customer_id)
    offer_undo(_("%(number)s is taken away.", number=shown(number)), undo, number=number)
    return done(_page(customer_id))


def consent(customer_id: int) -> Response:
    """What the customer said about a kind of consent, for one of their numbers."""
    number, kind = request.form.get("number", ""), request.form.get("kind", "")
    if request.form.get("said") not in ("yes", "no"):
        abort(400)
    with parts().store.writing() as session:
        if number not in customers.record(session, customer_id).numbers:
            abort(404)
        is_given = request.form["said"] == "yes"
        customers.consented(session, number, kind, is_given, "agent", parts().clock())
    return done(_page(customer_id), _("That is written down."))


def _values(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form[name] for name in _fields() if name in form}


def _fields() -> tuple[str, ...]:
    return (*AGENTS, "tier") if current_user.may("supervisor") else AGENTS


def _page(customer_id: int) -> str:
    return url_for("console.customer", customer_id=customer_id)


_ONE = "/customers/<int(max=2147483647):customer_id>"

ROUTES = (
    Route("/customers", listing, "customers"),
    Route("/customers/of", by_number, "customer_of"),
    Route("/customers/new", new, "customer_new"),
    Route("/customers/new", create, "customer_create", methods=("POST",)),
    Route(_ONE, detail, "customer"),
    Route(f"{_ONE}/now", now, "customer_now"),
    Route(_ONE, change, "customer_change", methods=("POST",)),
    Route(f"{_ONE}/numbers", add_number, "customer_add_number", methods=("POST",)),
    Route(f"{_ONE}/numbers/remove", remove_number, "customer_remove_number", methods=("POST",)),
    Route(f"{_ONE}/consent", consent, "customer_consent", methods=("POST",)),
)
