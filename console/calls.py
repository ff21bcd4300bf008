"""The list of calls, newest first, with today's totals by outcome; and one call as a story."""

from __future__ import annotations

from flask import render_template, request

from console import recordings, story
from console.parts import parts
from console.replies import positive
from console.route import Route
from console.words import reader, today
from support.services import agents, cards, queues, sounds, transcripts

PAGE = 50  # rows that the service gives at a time


def listed() -> str:
    before = positive(request.args.get("before", ""))
    since = today()
    with parts().store.reading() as session:
        calls = cards.listing(session, before_id=before, limit=PAGE)
        totals = cards.totals(session, since)
        titles = queues.titles(session, reader())
    more = calls[-1].call_id if len(calls) == PAGE else None
    return render_template(
        "console/calls.html", calls=calls, totals=totals, titles=titles, before=before, more=more
    )


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
            "detail": story.is_detail(line.kind, line.data),
        }
        for line in found.lines
    ]
    return render_template(
        "console/call.html", story=found, lines=lines, said=said, sounds=heard, titles=titles
    )


ROUTES = (
    Route("/calls", listed, "calls", role="supervisor"),
    Route("/calls/<int(max=2147483647):call_id>", page, "call"),
)
