"""`/reports/sent`: which reports are sent by themselves, when next, and what became of those before."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done, positive
from console.route import Route
from console.session import me
from support.services import policies, scheduled_reports


def page() -> str:
    with parts().store.reading() as session:
        planned = scheduled_reports.plan(session, parts().clock())
        sent, timezone = scheduled_reports.sent(session), policies.current(session).timezone
    needs_mail = any(each.wanted.to for each in planned) and not parts().settings.sends_mail
    return render_template(
        "console/reports_sent.html", planned=planned, sent=sent, timezone=timezone, needs_mail=needs_mail
    )


def again() -> Response:
    order_id = positive(request.form.get("id", "")) or 0
    with parts().store.writing() as session:
        found = scheduled_reports.again(session, order_id, me(), parts().clock())
    return done(url_for("console.reports_sent"), _("“%(name)s” is sent again.", name=found.name))


ROUTES = (
    Route("/reports/sent", page, "reports_sent", role="supervisor"),
    Route("/reports/sent/again", again, "reports_sent_again", role="supervisor", methods=("POST",)),
)
