"""A file of a job on its way to a browser, read from the storage as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response
from flask_babel import gettext as _

from console.parts import parts
from support.errors import NotFound

CHUNK = 64 * 1024


def send(path: str, name: str, mimetype: str) -> Response:
    """Never shown in the browser, always kept as a file."""
    try:
        file = parts().sounds.open(path)
    except FileNotFoundError:
        raise NotFound(_("This file is gone. Export again.")) from None

    def content() -> Iterator[bytes]:
        with file:
            yield from iter(lambda: file.read(CHUNK), b"")

    response = Response(content(), mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
