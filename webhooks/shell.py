"""Puts the door together: the signature first, then the routes, and kind answers to every failure."""

from __future__ import annotations

from contextlib import ExitStack
from time import monotonic

import structlog
from flask import Flask, Response, request

from support import logs
from webhooks import agents, calls, fetching, recordings, rescue, rooms, sms, stream_socket, streams, waiting
from webhooks import requests as asked
from webhooks.ears import Ears
from webhooks.parts import Parts
from webhooks.replies import xml
from webhooks.signature import SignatureCheck

PREFIX = "/twilio/"
# A request that only tells us something: nobody listens to a document, so trouble is answered with 503
# and the phone company tells us again.
NOTIFICATIONS = frozenset(
    PREFIX + path
    for path in (
        *("status", "agent/status", "party/status", "conference", "recording"),
        *("message-status", "sms", "stream"),
    )
)
WAITS = frozenset(PREFIX + path for path in ("wait", "wait-key"))
BEGAN = "ramal.began"
WATCHED = "ramal.watched"
PATIENT_S = 0.5  # who has waited longer than this does not wait for the database a second time
log = structlog.get_logger()


def mount(app: Flask, parts: Parts, ears: Ears | None = None) -> None:
    check = SignatureCheck(parts.twilio)

    @app.before_request
    def only_signed() -> Response | None:
        if request.path.startswith(PREFIX) and not check.passes(request):
            log.warning("unsigned_request", path=request.path)
            return Response("This address is for the phone company.\n", status=403, mimetype="text/plain")
        request.environ[BEGAN] = monotonic()
        if request.path.startswith(PREFIX) and request.method == "POST":  # no stream, which lasts for a call
            _watch(parts)
        return None

    @app.teardown_request
    def unwatched(_error: BaseException | None) -> None:
        if watched := request.environ.pop(WATCHED, None):
            watched.close()

    for part in (calls, waiting, agents, rooms, fetching, recordings, rescue, sms, streams):
        door = part.blueprint(parts)
        door.register_error_handler(Exception, lambda error: on_failure(parts, error))
        app.register_blueprint(door)
    if ears:
        app.register_blueprint(stream_socket.blueprint(ears))


def _watch(parts: Parts) -> None:
    """What is logged until the answer names the call; how long it takes is timed, and traced if wanted."""
    route, sid = str(request.url_rule or "unknown"), asked.sid()
    about = {"leg": sid} if route.startswith((PREFIX + "agent/", PREFIX + "party/")) else {"call": sid}
    watched = request.environ[WATCHED] = ExitStack()
    watched.enter_context(logs.about(**about))
    watched.enter_context(parts.observing.timing("webhook", route, call=about.get("call", "")))


def on_failure(parts: Parts, error: Exception) -> Response:
    """Never an error page: the caller hears something kind that leads somewhere."""
    log.error("webhook_failed", path=request.path, error=type(error).__name__, exc_info=error)
    if request.path in NOTIFICATIONS:
        return Response(status=503)
    if request.path in WAITS:
        return xml(rescue.wait_on(parts))
    if request.path == PREFIX + "party/next":
        return xml(rooms.customer_waits_on(parts))
    if request.path.startswith((PREFIX + "agent/", PREFIX + "party/")):
        return xml(rooms.gone(parts))
    if request.path == PREFIX + "hold":
        return xml(rooms.quiet_hold(parts))
    waited_s = monotonic() - request.environ.get(BEGAN, 0.0)
    return xml(rescue.apology(parts, type(error).__name__, may_ask=waited_s < PATIENT_S))
