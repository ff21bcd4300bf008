"""`/metrics`, as Prometheus reads it: for this machine, or for whoever shows the token. No part of `/api`.

Behind a proxy the whole world comes from this machine: without a token only a centre whose own address is of
this machine answers, and only to a request that nobody passed on.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via", "CF-Connecting-IP")


def blueprint(read: Callable[[], bytes], token: str, public_url: str) -> Blueprint:
    """`token` is RAMAL_METRICS_TOKEN, or ""; `public_url`: where people and the phone company find us."""
    door = Blueprint("scraping", __name__)
    is_at_home = _is_loopback(urlsplit(public_url).hostname or "")

    @door.get("/metrics")
    def metrics() -> Response:
        if not (_shows(token) if token else is_at_home and _is_from_here()):
            return _refused(bool(token))
        return Response(read(), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

    return door


def _shows(token: str) -> bool:
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())


def _is_from_here() -> bool:
    """By its address and by the name that it asked for: a page of elsewhere may lead a name to us."""
    return (
        _is_loopback(request.remote_addr or "")
        and _is_loopback(urlsplit(f"//{request.host}").hostname or "")
        and not any(name in request.headers for name in _PASSED_ON)
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(has_token: bool) -> Response:
    told = (
        "Show the token: Authorization: Bearer …\n"
        if has_token
        else "Set RAMAL_METRICS_TOKEN to read this.\n"
    )
    headers = {"WWW-Authenticate": 'Bearer realm="metrics"'} if has_token else {}
    return Response(told, status=401 if has_token else 403, mimetype="text/plain", headers=headers)
