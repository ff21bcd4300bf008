"""Serves a route: who asks, may they, is it readable, was it done before; then the view, in one transaction.

The answer to a POST with an Idempotency-Key is written with what it did: never one without the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Response, jsonify, request

from api import reading
from api.parts import Parts
from api.problems import Trouble, reply
from api.rates import GUESSES, REQUESTS, WINDOW_S, Rates
from api.route import Answer, Request, Route
from support.errors import NotFound, RamalError, Refused
from support.services import api_tokens, idempotency, ticket_log
from support.services.api_tokens import Caller
from support.services.customers import Changed as CustomerChanged
from support.services.idempotency import AnotherRequest
from support.services.tickets import Changed as TicketChanged
from support.store.api import BUSY
from support.store.base import Session

log = structlog.get_logger()
_LATER = {"Retry-After": "1"}
_WHO = {"WWW-Authenticate": 'Bearer realm="ramal"'}


def answer(parts: Parts, rates: Rates, route: Route, ids: Mapping[str, Any]) -> Response:
    """Never an error page, whatever happens."""
    try:
        caller = _caller(parts, rates)
        if not caller.may(route.scope):
            raise Trouble(403, f"this token has no scope {route.scope}")
        if route.writes:
            return _write(parts, route, caller, ids)
        with parts.store.reading() as session:
            return _reply(route, route.view(_request(session, parts, route, caller, ids)))
    except Exception as error:
        return trouble(error)


def trouble(error: Exception) -> Response:
    match error:
        case Trouble():
            return reply(error)
        case AnotherRequest():
            return reply(Trouble(422, str(error)))
        case TicketChanged():
            return reply(Trouble(412, str(error), changed=error.what))
        case CustomerChanged():
            return reply(Trouble(412, str(error)))
        case NotFound():
            return reply(Trouble(404, str(error)))
        case Refused():
            return reply(Trouble(409, str(error)))
        case RamalError():
            return reply(Trouble(400, str(error)))
    if isinstance(error, BUSY):
        log.warning("api_busy", error=type(error).__name__)
        return reply(Trouble(503, "the database is busy; ask again in a moment", headers=_LATER))
    log.error("api_failed", route=request.endpoint, error=type(error).__name__, exc_info=error)
    return reply(Trouble(500, "it is written down; nothing was changed"))


def _caller(parts: Parts, rates: Rates) -> Caller:
    token, now = reading.bearer(), parts.clock()
    with parts.store.reading() as session:
        caller = api_tokens.caller(session, token) if token else None
    if caller is None:
        if not rates.one_more(GUESSES, f"address {request.remote_addr}"):
            raise Trouble(429, "too many requests without a good token", headers=_wait())
        said = "this token is unknown or revoked" if token else "send Authorization: Bearer ramal_…"
        raise Trouble(401, said, headers=_WHO)
    if not rates.one_more(REQUESTS, f"token {caller.id}"):
        raise Trouble(429, f"at most {REQUESTS.amount} requests a minute", headers=_wait())
    if api_tokens.is_used_again(caller, now):
        with parts.store.writing() as session:
            api_tokens.used(session, caller, now)
    return caller


def _wait() -> dict[str, str]:
    return {"Retry-After": str(WINDOW_S)}


def _request(session: Session, parts: Parts, route: Route, caller: Caller, ids: Mapping[str, Any]) -> Request:
    query, body = reading.query(route.query), reading.body(route.body)
    version = reading.version() if route.versioned else None
    named = reading.ids(route.ids, ids)
    return Request(session, parts.clock(), caller, named, query, body, version)


def _write(parts: Parts, route: Route, caller: Caller, ids: Mapping[str, Any]) -> Response:
    key = reading.key() if route.method == "POST" else ""
    with parts.store.writing() as session:
        wanted = _request(session, parts, route, caller, ids)
        ticket_log.acting(session, caller.name)
        if route.raw:
            return route.raw(wanted)
        if key:
            known = _known(session, caller, key, wanted)
            if known:
                return _json(known.status, known.body, replayed=True)
        made = route.view(wanted)
        response = _reply(route, made)
        if key:
            body = {"body": _body(made), "version": made.version, "headers": dict(made.headers)}
            idempotency.keep(session, caller.id, key, idempotency.Answer(route.status, body))
        return response


def _known(session: Session, caller: Caller, key: str, wanted: Request) -> idempotency.Answer | None:
    asked = idempotency.fingerprint(request.method, request.full_path, reading.raw_body())
    return idempotency.begin(session, caller.id, key, asked, wanted.now)


def _body(made: Answer) -> dict[str, Any]:
    return made.body.model_dump(mode="json")


def _reply(route: Route, made: Answer) -> Response:
    return _json(route.status, {"body": _body(made), "version": made.version, "headers": dict(made.headers)})


def _json(status: int, kept: Mapping[str, Any], *, replayed: bool = False) -> Response:
    response: Response = Response(status=204) if status == 204 else jsonify(kept["body"])
    response.status_code = status
    if kept.get("version") is not None:
        response.headers["ETag"] = f'"{kept["version"]}"'
    response.headers.extend(kept.get("headers") or {})
    if replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response
