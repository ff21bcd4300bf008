"""The door alone: signed requests in, replies read as strictly as the exchange reads them. No network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from exchange.twiml.parser import Element, parse
from flows.loader import read
from speech.choice import Hearing
from speech.choice import parse as parse_speech
from support.services import flows
from support.services.flows import FlowShelf
from support.store import calls as call_store
from support.store.base import Base, Store
from support.store.orders import Order
from webhooks import shell
from webhooks.parts import Parts, TwilioSettings

BASE = "https://ramal.example.com"
TOKEN = "f00dfacef00dfacef00dfacef00dface"
SETTINGS = TwilioSettings("AC" + "0" * 32, TOKEN, "SK" + "1" * 32, "secret" * 6, BASE)
CALLER, CALLED, SID = "+5511988887777", "+551140028922", "CA" + "a" * 32
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
VALIDATOR = RequestValidator(TOKEN)
FLOW = """
ramal: 1
flow: acme
title: Acme
numbers: ["+551140028922"]
languages: [pt-BR, en-US]
voices: {pt-BR: Polly.Camila-Neural}
timezone: UTC
start: main
fallback: "+551130000000"
fetch_hosts: [api.example.com]
queues:
  billing: {title: Billing}
steps:
  main:
    menu: {pt-BR: "Olá <você> & amigos", en-US: "Hello <you> & friends"}
    input: keypad and speech
    options:
      - {key: "1", words: {pt-BR: [fatura], en-US: [billing]}, next: billing_queue}
      - {key: "2", next: code}
      - {key: "3", next: leave_message}
      - {key: "4", next: transfer}
      - {key: "5", next: look_up}
      - {key: "6", next: text_me}
      - {key: "7", next: english}
      - {key: "8", next: quiet_queue}
      - {key: "9", next: sip}
    else: goodbye
  billing_queue:
    queue: billing
    waiting:
      music: calm
      say: "You are number {queue.position} and wait {queue.wait}."
      announce: [position, wait]
      every: 30s
      offers:
        callback: {after: 60s, key: "1"}
        voicemail: {key: "2"}
    at_most: 5m
    else: leave_message
  quiet_queue: {queue: billing, waiting: {music: jazz}, else: leave_message}
  code: {collect: code, prompt: Type a code, digits: 4, next: say_code, else: goodbye}
  say_code: {say: "You typed {code}", next: main}
  leave_message: {voicemail: billing, prompt: Speak now, at_most: 90s, next: goodbye}
  transfer: {transfer: "+551130001000", next: goodbye, else: leave_message}
  sip: {transfer: "sip:desk@example.com", next: goodbye, else: leave_message}
  look_up:
    fetch: {url: "https://api.example.com/x", store: {tier: customer.tier}}
    next: tell
    else: leave_message
  tell: {say: "Tier {tier}", next: main}
  text_me: {message: A text for you, next: goodbye}
  english: {language: en-US, next: main}
  goodbye: {hang up: {pt-BR: Até logo, en-US: Goodbye}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    text: str

    @property
    def verbs(self) -> tuple[Element, ...]:
        """The document, which must be one that the phone company carries out."""
        assert (self.status, self.kind) == (200, "text/xml"), (self.status, self.kind, self.text[:300])
        return parse(self.text)

    @property
    def names(self) -> list[str]:
        return [verb.name for verb in self.verbs]

    def verb(self, name: str) -> Element:
        """The only verb of this name."""
        found = [verb for verb in self.verbs if verb.name == name]
        assert len(found) == 1, self.text
        return found[0]


class Door:
    """Callers' requests as the phone company sends them."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.store, self.now = store, NOON
        usual: dict[str, Any] = {
            "hearing": Hearing(parse_speech("twilio"), Path("no-models")),
            "secret": TOKEN,
        }
        self.parts = Parts(store, FlowShelf(), lambda: self.now, SETTINGS, **usual | settings)
        self.app = Flask("door", static_folder=None)
        self.app.config["MAX_CONTENT_LENGTH"] = self.app.config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
        shell.mount(self.app, self.parts)
        self.client = self.app.test_client()

    def publish(self, text: str = FLOW) -> int:
        loaded = read(text, "acme.yaml", folder=None)
        assert loaded.flow, loaded.findings
        with self.store.writing() as session:
            return flows.publish(session, loaded.flow, text, "test", self.now)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def post(
        self,
        path: str,
        fields: Mapping[str, str] | MultiDict[str, str] | None = None,
        *,
        query: Mapping[str, Any] | str = "",
        signature: str | None = None,
    ) -> Answer:
        """`fields` as they are, signed unless a signature is given."""
        text = query if isinstance(query, str) else urlencode(query)
        target = f"/twilio/{path}" + (f"?{text}" if text else "")
        form = fields or {}
        signed = VALIDATOR.compute_signature(BASE + target, form) if signature is None else signature
        reply = self.client.post(target, data=form, headers={"X-Twilio-Signature": signed})
        return Answer(reply.status_code, str(reply.mimetype), reply.get_data(as_text=True))

    def call(self, path: str, sid: str = SID, *, seq: int | None = None, **fields: str) -> Answer:
        """A request about a call; `seq` goes into our own query string."""
        usual = {"CallSid": sid, "From": CALLER, "To": CALLED, "CallStatus": "in-progress"}
        return self.post(path, usual | fields, query={} if seq is None else {"seq": seq})

    def voice(self, sid: str = SID, **fields: str) -> Answer:
        usual = {"CallSid": sid, "From": CALLER, "To": CALLED, "CallStatus": "ringing"}
        return self.post("voice", usual | fields)

    def press(self, digits: str, sid: str = SID) -> Answer:
        """Answers the question that is open now."""
        return self.call("answer", sid, seq=self.seq(sid), Digits=digits)

    def reach(self, *keys: str, sid: str = SID) -> Answer:
        answer = self.voice(sid)
        for key in keys:
            answer = self.press(key, sid)
        return answer

    # --- what the database holds ---------------------------------------------------------------------

    def row(self, sid: str = SID) -> call_store.CallRow:
        with self.store.reading() as session:
            row = call_store.find(session, sid)
        assert row, f"no call {sid}"
        return row

    def seq(self, sid: str = SID) -> int:
        return int(self.row(sid).state["seq"])

    def kinds(self, sid: str = SID) -> list[str]:
        with self.store.reading() as session:
            return [event.kind for event in call_store.events(session, self.row(sid).id)]

    def outcome(self, sid: str = SID) -> str | None:
        with self.store.reading() as session:
            call = call_store.by_id(session, self.row(sid).id)
        assert call
        return call.outcome

    def orders(self, kind: str) -> list[Order]:
        with self.store.reading() as session:
            return list(session.scalars(select(Order).where(Order.kind == kind).order_by(Order.id)))

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables: what must not change is compared with what was."""
        with self.store.engine.connect() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for table in Base.metadata.sorted_tables
            }
