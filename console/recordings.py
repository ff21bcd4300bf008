"""The sound of a message, for those who may hear it; that they did is written down."""

from __future__ import annotations

import structlog
from flask import Response, request, send_file
from flask_babel import gettext as _

from console.parts import parts
from console.route import Route
from console.session import me
from support.errors import NotFound
from support.services import people, recordings

log = structlog.get_logger()


def sound(recording_id: int) -> Response:
    folder = parts().settings.data_folder
    with parts().store.writing() as session:
        path = recordings.path_of(session, recording_id, folder)
        if path.is_file() and _begins():
            people.audit(session, me(), "recording_played", str(recording_id), parts().clock())
    if not path.is_file():
        log.error("recording_is_gone", recording=recording_id)
        raise NotFound(_("The sound of this recording is gone."))
    return send_file(path, mimetype="audio/wav", conditional=True, max_age=0)


def _begins() -> bool:
    """A player that seeks asks many times for one listening: the first part counts."""
    asked = request.headers.get("Range", "")
    return not asked or asked.replace(" ", "").startswith("bytes=0-")


ROUTES = (Route("/recordings/<int(max=2147483647):recording_id>.wav", sound, "recording"),)
