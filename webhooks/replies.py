"""The two kinds of answer: a document for an instruction, nothing for a notification."""

from __future__ import annotations

from flask import Response


def xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")


def nothing() -> Response:
    return Response(status=204)
