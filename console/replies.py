"""How a view answers: a page, or a few words of JSON when a script asked. Nothing about any noun."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, flash, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse


def wants_json() -> bool:
    """A script that posts a form says so by `Accept: application/json`."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def done(url: str, message: str = "") -> BaseResponse:
    """A change was made: scripts get 204 (or the message), forms go on to `url`."""
    if wants_json():
        return jsonify(message=message) if message else Response(status=204)
    if message:
        flash(message)
    return redirect(url, code=303)


def safe_next(url: str, otherwise: str) -> str:
    """`url` if it is a plain path of this site. Browsers read `//` and `/\\` as another host."""
    if not url.startswith("/") or url[1:2] in ("/", "\\") or any(ord(c) < 32 or c == "\\" for c in url):
        return otherwise
    parts = urlsplit(url)
    return otherwise if parts.scheme or parts.netloc else url


def offer_undo(message: str, url: str, **fields: str) -> None:
    """Say what was done on the next page, with a button that posts `fields` to `url`."""
    flash({"text": message, "url": url, "fields": fields}, "undo")  # type: ignore[arg-type]  # kept as JSON


def positive(text: str) -> int | None:
    """A number from a form or an address that a database column can hold, else None."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    number = int(text)
    return number if 0 < number < 2**31 else None
