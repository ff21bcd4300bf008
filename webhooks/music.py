"""Waiting music, which the phone company plays. Public: it is no webhook, and media requests tell nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog
from flask import Blueprint, Response, abort, send_file

from speech.music import NAMES, music

log = structlog.get_logger()


def blueprint(folder: Path) -> Blueprint:
    door = Blueprint("music", __name__)
    making = threading.Lock()  # many callers begin to wait at once: the first makes it, the others find it

    @door.get("/music/<name>-<int:seconds>.wav")
    def play(name: str, seconds: int) -> Response:
        try:
            with making:
                path = _music(name, seconds, folder)
        except KeyError:
            abort(404)
        return send_file(path.resolve(), mimetype="audio/wav", max_age=86_400, conditional=True)

    return door


def _music(name: str, seconds: int, folder: Path) -> Path:
    """A flow may name music that is not there (any more): the caller hears ours, and the log says so."""
    try:
        return music(name, seconds, folder)
    except KeyError as error:
        log.warning("music_missing", name=name, why=str(error))
        return music(NAMES[0], seconds, folder)
