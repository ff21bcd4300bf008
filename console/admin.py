"""`/admin`: flows, notices, people who sign in, agents, and what everybody did."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from console import speech
from console.parts import parts
from console.route import Route
from console.words import reader
from support.services import agents, flows, learning, people, queues

LINES = 100


def page() -> str:
    """Supervisors see the flows and notices; accounts and the trail are for admins."""
    is_admin, unheard = current_user.may("admin"), speech.unheard()
    with parts().store.reading() as session:
        return render_template(
            "console/admin.html",
            flows=flows.published(session),
            notices=flows.notices(session),
            unheard=unheard,
            unlabelled=sum(learning.waiting(session).values()),
            users=people.users(session) if is_admin else [],
            agents=agents.overview(session, parts().clock()) if is_admin else [],
            titles=queues.titles(session, reader()),
        )


def audit() -> str:
    with parts().store.reading() as session:
        names = {user.id: user.name for user in people.users(session)}
        trail = people.audit_trail(session, limit=LINES)
        return render_template("console/audit.html", trail=trail, names=names, limit=LINES)


ROUTES = (
    Route("/admin", page, "admin", role="supervisor"),
    Route("/admin/audit", audit, "audit", role="admin"),
)
