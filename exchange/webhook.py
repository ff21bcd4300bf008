"""Instruction requests: asking the customer what a leg does next, and reading the answer (reference 1.1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urldefrag

from requests.cookies import RequestsCookieJar

from exchange.http import FetchError, Reply
from exchange.office import Office
from exchange.progress import call_fields
from exchange.records import Call
from exchange.twiml.parser import Element, TwimlError, parse

TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})
HANGUP = Element("Hangup", {})


@dataclass(frozen=True)
class Goto:
    """Instructions to fetch, or (twiml) instructions at hand that have no URL."""

    url: str = ""
    method: str = "POST"
    fields: Mapping[str, str] = field(default_factory=dict)
    twiml: str = ""
    verbs: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Document:
    """url: what relative ones in it are resolved against; "" for inline TwiML."""

    url: str
    verbs: tuple[Element, ...]


class Failure(Exception):
    """Instructions could not be had, or not be carried out. code: reference 2.8."""

    def __init__(self, code: int, message: str, url: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.url = url


def fetch(
    office: Office,
    call: Call,
    goto: Goto,
    cookies: RequestsCookieJar,
    after_bare: tuple[Element, ...] = (HANGUP,),
) -> Document:
    """The document that `goto` leads to. Raises Failure; what failed is in the debugger by then.

    after_bare: what follows a reply that is a sound or plain words instead of TwiML.
    """
    try:
        if goto.verbs:
            return Document("", goto.verbs)
        if goto.twiml:
            return Document("", parse(goto.twiml))
        reply = _send(office, call, goto, cookies)
        # The base of relative URLs keeps no override fragment.
        return Document(urldefrag(goto.url)[0], _verbs(reply, after_bare))
    except (FetchError, TwimlError) as error:
        office.alert(error.code, str(error), call.sid, goto.url)
        raise Failure(error.code, str(error), goto.url) from error


def inform(office: Office, call: Call, goto: Goto | None, cookies: RequestsCookieJar) -> None:
    """An instruction request whose answer is not executed: the leg has gone on, or away."""
    if goto is None:
        return
    try:
        _send(office, call, goto, cookies)
    except FetchError as error:
        office.alert(error.code, str(error), call.sid, goto.url)


def _send(office: Office, call: Call, goto: Goto, cookies: RequestsCookieJar) -> Reply:
    fields = call_fields(office, call) | dict(goto.fields)
    token = secrets.token_hex(16)
    if office.faults.instruction_twice():
        office.http.send(goto.method, goto.url, fields, token, cookies)
    return office.http.send(goto.method, goto.url, fields, token, cookies)


def _verbs(reply: Reply, after_bare: tuple[Element, ...]) -> tuple[Element, ...]:
    if reply.content_type in TWIML_TYPES:
        return parse(reply.body)
    if reply.content_type.startswith("audio/"):
        return (Element("Play", {}, reply.url), *after_bare)
    if reply.content_type == "text/plain":
        return _plain(reply.body, after_bare)
    raise TwimlError(12300, f"content type {reply.content_type!r}")


def _plain(body: bytes, after_bare: tuple[Element, ...]) -> tuple[Element, ...]:
    try:
        return parse(body)
    except TwimlError:
        text = " ".join(body.decode(errors="replace").split())
        if not text:
            raise
        return (Element("Say", {}, text), *after_bare)
