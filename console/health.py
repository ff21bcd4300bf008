"""For machines that watch: does the process answer, does the database."""

from __future__ import annotations

import structlog
from flask import Response

from console.parts import parts
from console.route import Route

log = structlog.get_logger()


def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


def ready() -> Response:
    try:
        answers = parts().store.answers()
    except Exception:  # whatever a driver raises, the answer is the same: not ready
        log.exception("database_does_not_answer")
        answers = False
    return Response("ok\n" if answers else "no database\n", 200 if answers else 503, mimetype="text/plain")


ROUTES = (
    Route("/healthz", alive, "healthz", role="anybody"),
    Route("/readyz", ready, "readyz", role="anybody"),
)
