"""Calling a ticket's customer: the agent's own telephone rings first."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console import words
from console.errors import told
from console.parts import parts
from console.replies import done, wants_json
from console.route import Route
from console.session import me
from support.errors import Refused
from support.services import ticket_calls


def call(number: int) -> Response:
    try:
        with parts().store.writing() as session:
            made = ticket_calls.call_customer(session, number, me(), parts().clock())
            whom = words.number(made.number)
    except Refused as error:
        if wants_json():
            raise
        flash(told(error))
        return redirect(url_for("console.ticket", number=number), code=303)
    return done(
        url_for("console.desk"), str(_("Your telephone rings; then %(number)s is called.", number=whom))
    )


ROUTES = (Route("/tickets/<int(max=2147483647):number>/call", call, "ticket_call", methods=("POST",)),)
