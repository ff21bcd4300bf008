"""`/recordings`: sounds and transcripts, for those who may hear them; that they did is written down."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import IO
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from werkzeug.wsgi import wrap_file

from console import waveform
from console.parts import parts
from console.replies import done, positive
from console.route import Route
from console.session import me
from console.words import reader
from support.errors import NotFound
from support.services import holds_legal, people, pipeline, queues, recordings, sounds
from support.services.sounds import Listener, Wanted

PAGE = 50
TYPES = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".opus": "audio/ogg"}
# What a browser may be told of a sound: nothing of it stays in a shared machine's cache.
PRIVATE = "private, no-store"
log = structlog.get_logger()


def install(app: Flask) -> None:
    app.jinja_env.filters["outline"] = waveform.outline


def listener() -> Listener:
    return Listener(me(), current_user.role)


def listing() -> str:
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("kind", "state", "queue", "q")}
    if asked["state"] not in sounds.STATES or asked["kind"] not in ("", *sounds.KINDS):
        abort(404)
    before = positive(request.args.get("before", ""))
    number = _number(asked["q"])
    wanted = Wanted(
        asked["kind"],
        asked["state"],
        asked["queue"],
        words="" if number else asked["q"],
        number=number,
        before_id=before,
        limit=PAGE,
    )
    with parts().store.reading() as session:
        rows = sounds.listing(session, wanted, listener())
        titles, failed = queues.titles(session, reader()), sounds.failed(session)
    template = (
        "console/recordings_now.html" if request.args.get("part") == "rows" else "console/recordings.html"
    )
    return render_template(
        template,
        rows=rows,
        queues=titles,
        failed=failed,
        states=sounds.STATES,
        kinds=sounds.KINDS,
        before=before,
        more=rows[-1].id if len(rows) == PAGE else None,
        query=urlencode({key: value for key, value in asked.items() if value}),
        asked=asked,
    )


def _number(words: str) -> str:
    """The number that is looked for, as we keep it; "" when words are."""
    return "+" + re.sub(r"\D", "", words) if re.fullmatch(r"\+[\d ().-]{6,30}", words) else ""


def detail(recording_id: int) -> str:
    return _detail("console/recording.html", recording_id)


def now(recording_id: int) -> str:
    return _detail("console/recording_now.html", recording_id)


def _detail(template: str, recording_id: int) -> str:
    with parts().store.reading() as session:
        sound = sounds.one(session, recording_id, listener())
        held = holds_legal.of_recording(session, recording_id)
        titles = queues.titles(session, reader())
    return render_template(template, sound=sound, held=held, queues=titles, stages=pipeline.STAGES)


def sound(recording_id: int) -> Response:
    """The sound itself, in ranges: a player seeks. The first part counts as the listening."""
    return _play(recording_id, is_copy=False)


def copy(recording_id: int) -> Response:
    """The small copy, where there is one."""
    return _play(recording_id, is_copy=True)


def _play(recording_id: int, *, is_copy: bool) -> Response:
    with parts().store.reading() as session:
        name = sounds.name_of(session, recording_id, listener(), is_copy=is_copy)
    try:
        file, size = parts().sounds.open(name), parts().sounds.size(name)
    except FileNotFoundError:
        log.error("recording_is_gone", recording=recording_id)
        raise NotFound(_("The sound of this recording is gone.")) from None
    if _begins():
        with parts().store.writing() as session:
            people.audit(session, me(), "recording_played", str(recording_id), parts().clock())
    return _ranged(file, size, PurePosixPath(name).suffix)


def _ranged(file: IO[bytes], size: int, suffix: str) -> Response:
    reply = Response(
        wrap_file(request.environ, file),
        mimetype=TYPES.get(suffix, "application/octet-stream"),
        direct_passthrough=True,
    )
    reply.content_length = size
    reply.headers["Cache-Control"] = PRIVATE
    reply.make_conditional(request, accept_ranges=True, complete_length=size)
    return reply


def _begins() -> bool:
    """A player that seeks asks many times for one listening: the first part counts."""
    asked = request.headers.get("Range", "")
    return not asked or asked.replace(" ", "").startswith("bytes=0-")


def run_again(recording_id: int) -> BaseResponse:
    as_it_is = request.form.get("as_it_is") == "yes"
    with parts().store.writing() as session:
        pipeline.run_again(session, recording_id, me(), parts().clock(), as_it_is=as_it_is)
    return done(_page(recording_id), _("It is tried again."))


def delete(recording_id: int) -> BaseResponse:
    reason = request.form.get("reason", "").strip()[:300]
    with parts().store.writing() as session:
        recordings.delete(session, recording_id, me(), reason, parts().clock())
    return done(_page(recording_id), _("Recording %(number)s is deleted.", number=recording_id))


def hold(recording_id: int) -> BaseResponse:
    reason = request.form.get("reason", "").strip()[:300]
    with parts().store.writing() as session:
        holds_legal.place(session, "recording", str(recording_id), reason, me(), parts().clock())
    return done(_page(recording_id), _("Recording %(number)s is kept until released.", number=recording_id))


def release(recording_id: int) -> BaseResponse:
    with parts().store.writing() as session:
        for each in holds_legal.of_recording(session, recording_id):
            holds_legal.release(session, each.hold_id, me(), parts().clock())
    return done(_page(recording_id), _("Recording %(number)s is released.", number=recording_id))


def _page(recording_id: int) -> str:
    return url_for("console.recording_page", recording_id=recording_id)


_ONE = "/recordings/<int(max=2147483647):recording_id>"

ROUTES = (
    Route("/recordings", listing, "recordings"),
    Route(_ONE, detail, "recording_page"),
    Route(f"{_ONE}/now", now, "recording_now"),
    Route(f"{_ONE}.wav", sound, "recording"),
    Route(f"{_ONE}/copy", copy, "recording_copy"),
    Route(f"{_ONE}/again", run_again, "recording_again", role="supervisor", methods=("POST",)),
    Route(f"{_ONE}/delete", delete, "recording_delete", role="supervisor", methods=("POST",)),
    Route(f"{_ONE}/hold", hold, "recording_hold", role="supervisor", methods=("POST",)),
    Route(f"{_ONE}/release", release, "recording_release", role="supervisor", methods=("POST",)),
)
