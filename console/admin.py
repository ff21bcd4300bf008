"""`/admin`: the way to flows, notices, speech and agents, and what everybody did."""

from __future__ import annotations

from flask import render_template

from console import speech, trail
from console.parts import parts
from console.route import Route
from console.words import reader
from support.services import flows, learning, people, queues

LINES = 100


def page() -> str:
    """What there is to set up; the trail is for admins."""
    unheard = speech.unheard()
    with parts().store.reading() as session:
        return render_template(
            "console/admin.html",
            flows=flows.published(session),
            notices=flows.notices(session),
            unheard=unheard,
            unlabelled=sum(learning.waiting(session).values()),
        )


def audit() -> str:
    with parts().store.reading() as session:
        names = {user.id: user.name for user in people.users(session)}
        titles = queues.titles(session, reader())
        lines = [
            (
                line.at,
                trail.who(line.user_id, line.action, names, str(line.data.get("token", ""))),
                trail.did(line.action),
                titles.get(line.object, line.object),
                trail.more(line.data, titles),
            )
            for line in people.audit_trail(session, limit=LINES)
        ]
    return render_template("console/audit.html", lines=lines, limit=LINES)


ROUTES = (
    Route("/admin", page, "admin", role="supervisor"),
    Route("/admin/audit", audit, "audit", role="admin"),
)
