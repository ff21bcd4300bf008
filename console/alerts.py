"""`/alerts`: what a person should look at, and what they looked at lately; other pages show how many."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.services import alerts


def page() -> str:
    return _page("console/alerts.html")


def now() -> str:
    return _page("console/alerts_now.html")


def count() -> str:
    """The link with the number of them, as pages have it in their head."""
    with parts().store.reading() as session:
        return render_template("console/alerts_link.html", alerts=alerts.count(session, me()))


def seen() -> Response:
    with parts().store.writing() as session:
        alerts.seen(session, me(), parts().clock())
    return done(url_for("console.alerts"))


def _page(template: str) -> str:
    with parts().store.reading() as session:
        unseen, before = alerts.unseen(session, me()), alerts.seen_lately(session, me())
        total = alerts.count(session, me())
    return render_template(template, unseen=unseen, before=before, total=total, kinds=kinds())


def kinds() -> dict[str, str]:
    return {
        "warned": _("A promise will soon be late"),
        "breached": _("A promise is late"),
        "assigned": _("It is yours now"),
        "answered": _("The customer answered"),
        "mentioned": _("You are mentioned"),
        "unrecorded": _("A conversation could not be recorded"),
        "unsent": _("A report could not be sent"),
        "unbalanced": _("Figures of the last days do not add up; the ledger below each report says where"),
    }


ROUTES = (
    Route("/alerts", page, "alerts"),
    Route("/alerts/now", now, "alerts_now"),
    Route("/alerts/count", count, "alerts_count"),
    Route("/alerts/seen", seen, "alerts_seen", methods=("POST",)),
)
