"""Media streams: a leg's sound over a WebSocket to the customer, both ways if wanted (reference 1.10, 4)."""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlsplit

import simple_websocket  # type: ignore[import-untyped]
import structlog

from exchange.audio import mulaw
from exchange.dispatcher import Notice
from exchange.lane import Lane
from exchange.leg import Leg
from exchange.misdelivery import Misdelivery
from exchange.office import Office
from exchange.records import Callback, StreamRecord
from exchange.sids import new_sid
from exchange.signature import sign

log = structlog.get_logger()

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadStream(Exception):
    """code: 31922 not wss, 31923 bad URL."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class StreamOrder:
    """What to open. tracks: 'inbound', 'outbound'; two_way: the other end may play sound."""

    url: str
    name: str = ""
    tracks: tuple[str, ...] = ("inbound",)
    parameters: Mapping[str, str] = field(default_factory=dict)
    callback: Callback | None = None
    two_way: bool = False


def checked_url(url: str) -> str:
    """wss, or ws on this machine; http(s) from a relative URL becomes ws(s). Raises BadStream."""
    url = url.replace("http", "ws", 1) if url.startswith("http") else url
    parts = urlsplit(url)
    if parts.scheme != "wss" and not (parts.scheme == "ws" and parts.hostname in LOOPBACK):
        raise BadStream(31922, f"not a wss URL: {url}")
    if parts.query or not parts.hostname:
        raise BadStream(31923, f"a stream URL has a host and no query: {url}")
    return url


class Stream:
    """One socket of one leg. over: nothing will come any more."""

    def __init__(self, office: Office, leg: Leg, order: StreamOrder) -> None:
        sid = new_sid("MZ")
        self.record = StreamRecord(sid, leg.sid, order.name or sid, office.clock.now())
        self.over = False
        self._office = office
        self._leg = leg
        self._order = order
        self._url = checked_url(order.url)
        self._condition = threading.Condition()
        self._stopping = False
        self._sequence = 0
        self._heard = {track: Lane() for track in order.tracks}
        self._chunks = dict.fromkeys(order.tracks, 0)
        self._playing: deque[bytes | str] = deque()  # frames and names of marks
        self._rest = b""
        self._untaps: list[Callable[[], None]] = []
        self._socket: Any = None
        self._post = Misdelivery(office.faults, office.clock, self._send)

    def start(self) -> None:
        directory = self._office.directory
        with directory.lock:
            directory.stream_records[self.record.sid] = self.record
            directory.streams[self.record.sid] = self
            self._leg.at_end.append(self.stop)
        self._listen()  # at once: the next prompt may begin before the socket is open
        self._office.spawn(f"stream-{self.record.sid[:8]}", self._run)

    def stop(self) -> None:
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    def kill(self) -> None:
        """Drop the socket without a word: a fault."""
        if self._socket is not None:
            with suppress(OSError):
                # A close alone would not end what another thread reads.
                self._socket.sock.shutdown(SHUT_RDWR)
            self._socket.sock.close()

    def _run(self) -> None:
        try:
            if self._office.faults.stream_refused():
                raise ConnectionRefusedError("refused")
            headers = {"X-Twilio-Signature": sign(self._office.account.auth_token, self._url)}
            self._socket = simple_websocket.Client(self._url, headers=headers)
        except Exception as error:
            code = 31902 if isinstance(error, OSError) else 31920
            self._office.alert(code, f"stream: {type(error).__name__}", self._leg.sid, self._url)
            self._tell("stream-error", str(error) or type(error).__name__)
        else:
            self._converse()
        finally:
            self._finish()

    def _converse(self) -> None:
        self._tell("stream-started")
        if self._order.two_way:
            threading.Thread(target=self._receive, name="exchange-stream-in", daemon=True).start()
            self._leg.on_key += (self._on_key,)
        try:
            self._send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
            self._number("start", {"start": self._start_facts()})
            self._pump()
            self._post.empty()
            both = {"accountSid": self._office.account.sid, "callSid": self._leg.sid}
            self._number("stop", {"stop": both})
            self._socket.close()
        except Exception as error:
            log.info("stream_closed", reason=type(error).__name__)
        finally:
            self._unlisten()
        self._tell("stream-stopped")

    def _listen(self) -> None:
        heard, leg = self._heard, self._leg
        if "inbound" in heard:
            self._untaps.append(leg.tap(lambda f: heard["inbound"].push(f, leg.live), discerning=True))
        if "outbound" in heard:
            self._untaps.append(leg.tap(outbound=lambda f: heard["outbound"].push(f, live=False)))

    def _unlisten(self) -> None:
        for untap in self._untaps:
            untap()
        self._untaps.clear()

    def _pump(self) -> None:
        """20 ms of every track, for every 20 ms of the clock; silence where nothing is heard."""
        clock = self._office.clock
        begun, sent = clock.now(), 0
        while not self._stopping and self._socket.connected:
            with self._condition:
                left = max(0.001, begun + (sent + 1) * 0.02 - clock.now())
                clock.wait(self._condition, lambda: self._stopping, left)
            due = int((clock.now() - begun) / 0.02 + 1e-6)
            while sent < due and not self._stopping:
                for track, lane in self._heard.items():
                    self._media(track, lane.pop() or mulaw.SILENCE, sent * 20)
                self._play_one()
                sent += 1
            self._post.look()
            if 0 < self._office.faults.stream_lasts_s <= clock.now() - begun:
                self.kill()

    def _media(self, track: str, frame: bytes, at_ms: int) -> None:
        self._chunks[track] += 1
        payload = base64.b64encode(frame).decode()
        media = {
            "track": track,
            "chunk": str(self._chunks[track]),
            "timestamp": str(at_ms),
            "payload": payload,
        }
        self._number("media", {"media": media}, self._post.take)

    def _play_one(self) -> None:
        """The next frame the customer sent, and the marks behind it."""
        while self._playing:
            item = self._playing.popleft()
            if isinstance(item, bytes):
                self._leg.emit(item)
                break
            self._mark(item)
        while self._playing and isinstance(self._playing[0], str):
            self._mark(str(self._playing.popleft()))

    def _mark(self, name: str) -> None:
        self._number("mark", {"mark": {"name": name}})

    def _receive(self) -> None:
        try:
            while not self._stopping:
                self._obey(json.loads(self._socket.receive()))
        except Exception:
            with self._condition:
                self._condition.notify_all()

    def _obey(self, message: dict[str, Any]) -> None:
        event = message.get("event")
        if event == "media":
            self._rest += base64.b64decode(message["media"]["payload"])
            while len(self._rest) >= mulaw.FRAME:
                self._playing.append(self._rest[: mulaw.FRAME])
                self._rest = self._rest[mulaw.FRAME :]
        elif event == "mark":
            self._playing.append(str(message["mark"]["name"]))
        elif event == "clear":
            waiting, self._playing = self._playing, deque()
            self._playing.extend(item for item in waiting if isinstance(item, str))
            self._leg.phone.interrupted(self._leg)

    def _on_key(self, key: str) -> None:
        try:
            self._number("dtmf", {"dtmf": {"track": "inbound_track", "digit": key}})
        except simple_websocket.ConnectionClosed:
            self.stop()

    def _start_facts(self) -> dict[str, Any]:
        return {
            "accountSid": self._office.account.sid,
            "callSid": self._leg.sid,
            "streamSid": self.record.sid,
            "tracks": list(self._order.tracks),
            "customParameters": dict(self._order.parameters),
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        }

    def _number(
        self, event: str, facts: dict[str, Any], send: Callable[[dict[str, Any]], None] | None = None
    ) -> None:
        # Sound and keys come from two threads: numbers and order of sending must agree.
        with self._condition:
            self._sequence += 1
            head = {"event": event, "sequenceNumber": str(self._sequence), "streamSid": self.record.sid}
            (send or self._send)(head | facts)

    def _send(self, message: dict[str, Any]) -> None:
        self._socket.send(json.dumps(message))

    def _tell(self, event: str, error: str = "") -> None:
        callback = self._order.callback
        if callback is None:
            return
        fields = {
            "AccountSid": self._office.account.sid,
            "CallSid": self._leg.sid,
            "StreamSid": self.record.sid,
            "StreamName": self.record.name,
            "StreamEvent": event,
            "Timestamp": datetime.fromtimestamp(self._office.clock.now(), UTC).isoformat(),
        }
        if error:
            fields["StreamError"] = error
        self._office.dispatcher.tell(Notice(self.record.sid, callback.url, callback.method, fields))

    def _finish(self) -> None:
        self._unlisten()
        directory = self._office.directory
        with directory.lock:
            directory.streams.pop(self.record.sid, None)
            self.record.status = "stopped"
            self.over = True
            # Compared by value: a bound method is a new object each time.
            self._leg.on_key = tuple(k for k in self._leg.on_key if k != self._on_key)
        self._leg.wake()


def named(office: Office, call_sid: str, sid_or_name: str) -> Stream | None:
    """A live stream of that call."""
    with office.directory.lock:
        return next(
            (
                stream
                for stream in office.directory.streams.values()
                if stream.record.call_sid == call_sid
                and sid_or_name in (stream.record.sid, stream.record.name)
            ),
            None,
        )
