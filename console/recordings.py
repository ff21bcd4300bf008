"""The sound of a message, for those who may hear it; that they did is written down."""

from __future__ import annotations

from flask import Response, request, send_file

from console.parts import parts
from console.route import Route
from console.session import me
from support.services import people, recordings


def sound(recording_id: int) -> Response:
    folder = parts().settings.data_folder
    with parts().store.writing() as session:
        path = recordings.path_of(session, recording_id, folder)
        if _begins():
            people.audit(session, me(), "recording_played", str(recording_id), parts().clock())
    return send_file(path, mimetype="audio/wav", conditional=True, max_age=0)


def _begins() -> bool:
    """A player that seeks asks many times for one listening: the first part counts."""
    asked = request.headers.get("Range", "")
    return not asked or asked.replace(" ", "").startswith("bytes=0-")


ROUTES = (Route("/recordings/<int(max=2147483647):recording_id>.wav", sound, "recording"),)
