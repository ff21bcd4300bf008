"""The blueprint: who may come in, what is refused on purpose, and all resources below one account."""

from __future__ import annotations

import hmac
import secrets
import time
from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException

from exchange.exchange import Exchange
from exchange.faults import Refusal
from exchange.rest import (
    accounts,
    applications,
    calls,
    conferences,
    keys,
    messages,
    numbers,
    participants,
    queues,
    recordings,
    streams,
)
from exchange.rest.shapes import RestError, error_reply, missing

RESOURCES = (
    *(accounts, applications, calls, conferences, keys, messages),
    *(numbers, participants, queues, recordings, streams),
)
FAULT_CODES = {429: 20429, 500: 20500, 503: 20503}


def blueprint(exchange: Exchange) -> Blueprint:
    """/2010-04-01/Accounts/..., for one account."""
    doors = Blueprint("exchange_rest", __name__, url_prefix="/2010-04-01")
    for resource in RESOURCES:
        resource.add(doors, exchange.office)

    @doors.url_value_preprocessor
    def take_account(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "account" in values:
            g.account = values.pop("account")

    @doors.before_request
    def enter() -> Response | None:
        refusal = exchange.faults.refusal_for(request.method, request.path)
        if refusal is not None and not refusal.after:
            return _refused(refusal)
        if refusal is not None:
            request.environ["exchange.refusal"] = refusal
        return _unauthorised(exchange)

    @doors.after_request
    def leave(response: Response) -> Response:
        refusal: Refusal | None = request.environ.get("exchange.refusal")
        if refusal is not None:
            response = _refused(refusal)
        response.headers["Twilio-Request-Id"] = "RQ" + secrets.token_hex(16)
        return response

    @doors.route("/<path:rest>", methods=["GET", "POST", "DELETE"])
    def unknown(rest: str) -> Response:
        raise RestError(404, 20404, f"The requested resource /{rest} was not found")

    doors.register_error_handler(RestError, error_reply)
    doors.register_error_handler(HTTPException, _plain_error)
    return doors


def _unauthorised(exchange: Exchange) -> Response | None:
    """Account SID and token, or an API key and its secret; and the account in the path must be this one."""
    given = request.authorization
    known = {exchange.account.sid: exchange.account.auth_token} | dict(exchange.secrets())
    secret = known.get(given.username or "") if given else None
    if secret is None or given is None or not hmac.compare_digest(secret, given.password or ""):
        reply = error_reply(RestError(401, 20003, "Authenticate"))
        reply.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return reply
    if g.get("account", exchange.account.sid) != exchange.account.sid:
        return error_reply(missing())
    return None


def _refused(refusal: Refusal) -> Response:
    time.sleep(refusal.hang_s)
    code = refusal.code or FAULT_CODES.get(refusal.status, 20000 + refusal.status)
    return error_reply(RestError(refusal.status, code, "Too Many Requests" if code == 20429 else "Refused"))


def _plain_error(error: HTTPException) -> Response:
    if error.code == 404:
        return error_reply(missing())
    code = 20004 if error.code == 405 else 20001
    return error_reply(RestError(error.code or 500, code, error.name))
