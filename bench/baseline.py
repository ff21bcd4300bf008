"""The yardstick of `bench webhooks`: the least that an honest voice webhook does, and nothing more.

A small Flask app that checks the signature, builds TwiML with the `twilio` package and commits one row
to SQLite, with the same PRAGMAs as ours. It knows no calls, no flow and no order of answers. It opens its
database for every request, as Flask's own guide does, or (the lean one) keeps a connection a thread.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

DATABASE, TOKEN, ADDRESS, LEAN = "BENCH_DATABASE", "BENCH_TOKEN", "BENCH_ADDRESS", "BENCH_LEAN"
Row = tuple[str, str, float]
Commit = Callable[[Row], None]
PROMPT = "For billing, press 1. For technical support, press 2. To talk to a person, press 0."


def prepare(database: Path) -> None:
    """Make the one table."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE turns (id INTEGER PRIMARY KEY, sid TEXT, digits TEXT, at REAL)")


def from_environment() -> Flask:
    """What gunicorn is told to run."""
    database = Path(os.environ[DATABASE])
    commit = kept(database) if os.environ.get(LEAN) else opened(database)
    return create_app(commit, os.environ[TOKEN], os.environ[ADDRESS])


def opened(database: Path) -> Commit:
    """A connection a request."""

    def commit(row: Row) -> None:
        with closing(_connect(database)) as connection:
            _insert(connection, row)

    return commit


def kept(database: Path) -> Commit:
    """A connection a thread, kept: as cheap as a database can be had."""
    local = threading.local()

    def commit(row: Row) -> None:
        if not hasattr(local, "connection"):
            local.connection = _connect(database)
        _insert(local.connection, row)

    return commit


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=2)
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def _insert(connection: sqlite3.Connection, row: Row) -> None:
    with connection:
        connection.execute("INSERT INTO turns (sid, digits, at) VALUES (?, ?, ?)", row)


def create_app(commit: Commit, token: str, address: str) -> Flask:
    """`address`: scheme and host that requests are signed for."""
    app = Flask("baseline", static_folder=None)
    validator = RequestValidator(token)

    @app.post("/twilio/answer")
    def answer() -> Response:
        url = address + request.full_path
        if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        commit((request.form["CallSid"], request.form["Digits"], time.time()))
        return Response(_document(address, int(request.args["seq"]) + 1), mimetype="text/xml")

    return app


def _document(address: str, seq: int) -> str:
    action = f"{address}/twilio/answer?seq={seq}"
    response = VoiceResponse()
    gather = Gather(input="dtmf", action=action, timeout=5, num_digits=1, finish_on_key="")
    gather.say(PROMPT, language="en-US", voice="Polly.Joanna-Neural")
    response.append(gather)
    response.redirect(action + "&silence=1")
    return str(response)
