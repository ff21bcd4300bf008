"""`/`: what is here. For the signed-out: what Ramal is, and the door."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from console import speech
from console.parts import parts
from console.route import Route
from console.session import me
from console.words import reader, today
from support.services import agents, flows, queues, tickets


def page() -> str:
    if not current_user.is_authenticated:
        return _welcome()
    now, unheard = parts().clock(), speech.unheard()
    with parts().store.reading() as session:
        return render_template(
            "console/home.html",
            queues=queues.overview(session, now, today(), reader()),
            agents=agents.overview(session),
            tickets=tickets.counts(session, me()),
            flows=flows.published(session),
            unheard=unheard,
            notices=[notice for notice in flows.notices(session) if notice.is_on],
        )


def _welcome() -> str:
    # Only a centre with an exchange (one's own machine) tells strangers which numbers it answers.
    lines: list[flows.FlowLine] = []
    if parts().settings.has_exchange:
        with parts().store.reading() as session:
            lines = flows.published(session)
    return render_template("console/welcome.html", flows=lines)


ROUTES = (Route("/", page, "home", role="anybody"),)
