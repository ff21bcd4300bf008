"""Merging two customers: which two, what will be, doing it, taking it back."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done, offer_undo, positive
from console.route import Route
from console.session import me
from support.services import customers, merging_customers

FOUND = 10


def page(customer_id: int) -> str:
    """Without `into`: the choice, by words; with it: what both of them become."""
    into, words = positive(request.args.get("into", "")), request.args.get("q", "").strip()[:100]
    with parts().store.reading() as session:
        record = customers.record(session, customer_id)
        plan = merging_customers.plan(session, customer_id, into) if into else None
        found = customers.find(session, words, limit=FOUND + 1) if words else []
    others = [each for each in found if each.customer_id != customer_id][:FOUND]
    return render_template("console/customer_merge.html", record=record, plan=plan, q=words, others=others)


def merge(customer_id: int) -> Response:
    into = positive(request.form.get("into", "")) or abort(400)
    with parts().store.writing() as session:
        merging_customers.merge(session, customer_id, into, me(), parts().clock())
    undo = url_for("console.customer_unmerge", customer_id=customer_id)
    offer_undo(_("The two customers are one."), undo, into=str(into))
    return done(url_for("console.customer", customer_id=into))


def unmerge(customer_id: int) -> Response:
    with parts().store.writing() as session:
        merging_customers.undo(session, customer_id, me(), parts().clock())
    return done(url_for("console.customer", customer_id=customer_id), _("They are two customers again."))


_ONE = "/customers/<int(max=2147483647):customer_id>"

ROUTES = (
    Route(f"{_ONE}/merge", page, "customer_merge", role="supervisor"),
    Route(f"{_ONE}/merge", merge, "customer_merge_do", role="supervisor", methods=("POST",)),
    Route(f"{_ONE}/unmerge", unmerge, "customer_unmerge", role="supervisor", methods=("POST",)),
)
