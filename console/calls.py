"""One call as a story: what happened, when."""

from __future__ import annotations

from flask import render_template

from console import recordings, story
from console.parts import parts
from console.route import Route
from console.words import reader
from support.services import agents, cards, queues, sounds, transcripts


def page(call_id: int) -> str:
    with parts().store.reading() as session:
        found = cards.story(session, call_id)
        names = agents.names(session)
        titles = queues.titles(session, reader())
        said = transcripts.of_call(session, call_id)
        heard = sounds.of_call(session, call_id, recordings.listener())
    lines = [
        {
            "at": line.at,
            "words": story.sentence(line.kind, line.data, names, titles),
            "detail": line.kind in story.DETAILS,
        }
        for line in found.lines
    ]
    return render_template(
        "console/call.html", story=found, lines=lines, said=said, sounds=heard, titles=titles
    )


ROUTES = (Route("/calls/<int(max=2147483647):call_id>", page, "call"),)
