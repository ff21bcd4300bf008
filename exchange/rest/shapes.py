"""Shapes all resources share: errors, dates, pages, reading of form fields (reference 5.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Response, jsonify, request

from exchange.office import Office, rfc2822
from exchange.records import Callback
from exchange.webhook import Goto

T = TypeVar("T")
Json = dict[str, Any]
VERSION = "2010-04-01"


class RestError(Exception):
    """A refusal: HTTP status, Twilio's code, words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def error_reply(error: RestError) -> Response:
    body = {
        "code": error.code,
        "message": str(error),
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    reply = jsonify(body)
    reply.status_code = error.status
    return reply


def missing() -> RestError:
    """20404 for the path that was asked for."""
    return RestError(404, 20404, f"The requested resource {request.path} was not found")


def found(thing: T | None) -> T:
    """The thing, or the 404 it is not there."""
    if thing is None:
        raise missing()
    return thing


def date(seconds: float | None) -> str | None:
    return None if seconds is None else rfc2822(seconds)


def given(name: str, default: str = "") -> str:
    return request.form.get(name, default)


def required(name: str, code: int = 20001) -> str:
    value = request.form.get(name, "")
    if not value:
        raise RestError(400, code, f"{name} is required")
    return value


def flag(name: str, default: bool) -> bool:
    """Anything but `true` is false."""
    value = request.form.get(name)
    return default if value is None else value.lower() == "true"


def whole(name: str, default: int, low: int, high: int) -> int:
    value = request.form.get(name)
    if not value:
        return default
    if not value.isdigit() or not low <= int(value) <= high:
        raise RestError(400, 20001, f"{name} must be between {low} and {high}")
    return int(value)


def url(name: str) -> str:
    """ "" or an absolute http URL; anything else is 21205."""
    value = request.form.get(name, "")
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise RestError(400, 21205, f"{name} is not a valid URL: {value}")
    return value


def method(name: str, default: str = "POST") -> str:
    value = request.form.get(name, default).upper()
    if value not in ("GET", "POST"):
        raise RestError(400, 20001, f"{name} must be GET or POST")
    return value


def callback(prefix: str, default_events: str = "completed") -> Callback | None:
    """prefix: StatusCallback, RecordingStatusCallback, ... with its Method and Event companions."""
    target = url(prefix)
    if not target:
        return None
    events = request.form.getlist(f"{prefix}Event") or default_events.split()
    return Callback(target, method(f"{prefix}Method"), frozenset(" ".join(events).split()))


def recording_callback(prefix: str) -> Callback | None:
    """As `callback`; absence is told with completion."""
    wanted = callback(prefix)
    if wanted is None or "completed" not in wanted.events:
        return wanted
    return Callback(wanted.url, wanted.method, wanted.events | {"absent"})


def instructions() -> Goto | None:
    """Url and Method, or Twiml; Url wins."""
    target = url("Url")
    if target:
        return Goto(target, method("Method"))
    twiml = given("Twiml")
    if len(twiml) > 4000:
        raise RestError(400, 32018, "Twiml is longer than 4000 characters")
    return Goto(twiml=twiml) if twiml else None


def on_day(name: str, seconds: float | None) -> bool:
    """Whether a time passes the date filters `name`, `name<`, `name>` (UTC days)."""
    day = None if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()
    tests: dict[str, Callable[[str, str], bool]] = {
        "": str.__eq__,
        "<": str.__le__,
        ">": str.__ge__,
    }
    for suffix, passes in tests.items():
        wanted = request.args.get(name + suffix)
        if wanted and (day is None or not passes(day, wanted[:10])):
            return False
    return True


def same(name: str, value: str) -> bool:
    """Whether a value passes the filter `name`, if it is given."""
    wanted = request.args.get(name)
    return wanted is None or wanted == value


def page(name: str, items: Sequence[T], render: Callable[[T], Json]) -> Json:
    """One page of a list, with the links to its neighbours."""
    size = min(1000, max(1, int(request.args.get("PageSize", "50"))))
    number = max(0, int(request.args.get("Page", "0")))
    chosen = items[number * size : (number + 1) * size]
    last = max(0, (len(items) - 1) // size)

    def link(to: int) -> str:
        kept = {k: v for k, v in request.args.items() if k not in ("Page", "PageSize", "PageToken")}
        token = {"PageToken": f"P{to}"} if to else {}
        return f"{request.path}?{urlencode(kept | {'PageSize': size, 'Page': to} | token)}"

    return {
        name: [render(item) for item in chosen],
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(0, len(chosen) - 1),
        "uri": link(number),
        "first_page_uri": link(0),
        "next_page_uri": link(number + 1) if number < last else None,
        "previous_page_uri": link(number - 1) if number else None,
    }


def uri(office: Office, path: str) -> str:
    """path: below the account, without extension."""
    return f"/{VERSION}/Accounts/{office.account.sid}/{path}.json"


def stamps(created: float, updated: float) -> Json:
    return {"date_created": date(created), "date_updated": date(updated or created)}
