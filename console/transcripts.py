"""What is said on the call in the agent's hand, fetched again as it grows."""

from __future__ import annotations

from flask import render_template

from console.parts import parts
from console.route import Route
from console.session import me
from support.services import transcripts


def now() -> str:
    with parts().store.reading() as session:
        transcript = transcripts.of_user(session, me())
    return render_template("console/desk_transcript.html", transcript=transcript)


ROUTES = (Route("/desk/transcript", now, "desk_transcript"),)
