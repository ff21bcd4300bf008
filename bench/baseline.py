"""The yardstick of `bench webhooks`: the least that an honest voice webhook does, and nothing more.

A small Flask app that checks the signature, builds TwiML with the `twilio` package and commits one row
to SQLite, with the same PRAGMAs as ours. It knows no calls, no flow and no order of answers.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

DATABASE, TOKEN, ADDRESS = "BENCH_DATABASE", "BENCH_TOKEN", "BENCH_ADDRESS"
PROMPT = "For billing, press 1. For technical support, press 2. To talk to a person, press 0."


def prepare(database: Path) -> None:
    """Make the one table."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE turns (id INTEGER PRIMARY KEY, sid TEXT, digits TEXT, at REAL)")


def from_environment() -> Flask:
    """What gunicorn is told to run."""
    return create_app(Path(os.environ[DATABASE]), os.environ[TOKEN], os.environ[ADDRESS])


def create_app(database: Path, token: str, address: str) -> Flask:
    """`address`: scheme and host that requests are signed for."""
    app = Flask("baseline", static_folder=None)
    validator = RequestValidator(token)
    local = threading.local()

    def connection() -> sqlite3.Connection:
        """One a thread, kept: as cheap as a database can be had."""
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(database, timeout=2)
            local.connection.execute("PRAGMA synchronous=NORMAL")
        found: sqlite3.Connection = local.connection
        return found

    @app.post("/twilio/answer")
    def answer() -> Response:
        url = address + request.full_path
        if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        row = (request.form["CallSid"], request.form["Digits"], time.time())
        with connection() as transaction:
            transaction.execute("INSERT INTO turns (sid, digits, at) VALUES (?, ?, ?)", row)
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
