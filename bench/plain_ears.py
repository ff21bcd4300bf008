"""The yardstick of `bench speech`: a plain server that gives every frame of every stream to Vosk.

It reads as most examples do: an asyncio server, a thread pool of one thread for the one core, every message
unpacked and put through AcceptWaveform. Its decision is the final text, sent to the phone company straight
away. In its favour: no signature, token, partial result, intent, or database, a pool for what it sends, and
ends of answers that it need not find: callers mark the frame after 300 ms of silence. Vosk's own endpointing,
which takes 0.8 to 1.3 s on this model whatever the load, could not be measured against 700 ms.

Without a grammar it is deaf: it takes the streams and throws them away, as ears that have nothing to do.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import threading
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import vosk
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bench.callers_live import DECIDE
from speech import mulaw

MODEL, GRAMMAR, PORT, CARRIER = "BENCH_MODEL", "BENCH_GRAMMAR", "BENCH_PORT", "BENCH_CARRIER"
OWN_ENDPOINTING = "BENCH_OWN_ENDPOINTING"
SENDERS = 4


class PlainEars:
    """`carrier`: the port to which decisions go. `own`: Vosk says when an answer is over."""

    def __init__(self, model: Any, grammar: str, carrier: int, own: bool) -> None:
        self._own = own
        self._model, self._grammar, self._carrier = model, grammar, carrier
        self._decoding = ThreadPoolExecutor(1)
        self._sending = ThreadPoolExecutor(SENDERS)
        self._kept = threading.local()

    async def listen(self, ws: ServerConnection) -> None:
        """One stream."""
        loop = asyncio.get_running_loop()
        recognizer = vosk.KaldiRecognizer(self._model, 8000.0, self._grammar)
        recognizer.SetWords(True)
        sid = ""
        try:
            async for text in ws:
                message = json.loads(text)
                if message["event"] == "start":
                    sid = message["start"]["callSid"]
                elif message["event"] == "media":
                    sound = b64decode(message["media"]["payload"])
                    over = None if self._own else DECIDE in message["media"]
                    if await loop.run_in_executor(self._decoding, _decode, recognizer, sound, over):
                        self._sending.submit(self._decide, sid)
        except ConnectionClosed:
            pass

    def _decide(self, sid: str) -> None:
        kept = self._kept
        if not hasattr(kept, "connection"):
            kept.connection = http.client.HTTPConnection("127.0.0.1", self._carrier, timeout=8)
        kept.connection.request("POST", f"/Calls/{sid}.json", b"Url=next")
        kept.connection.getresponse().read()


def _decode(recognizer: Any, sound: bytes, over: bool | None) -> bool:
    """Whether an answer is over; Vosk says so when `over` is None."""
    found = recognizer.AcceptWaveform(mulaw.decode(sound))
    if over is None:
        return bool(found and json.loads(recognizer.Result())["text"].replace("[unk]", "").strip())
    if over:
        recognizer.FinalResult()
    return over


async def deaf(ws: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        async for _ in ws:
            pass


async def run(model: str, grammar: str, port: int, carrier: int, own: bool) -> None:
    """Until the process is ended. `grammar`: a file, or ""."""
    vosk.SetLogLevel(-1)
    listen = deaf
    if grammar:
        listen = PlainEars(vosk.Model(model), Path(grammar).read_text("utf-8"), carrier, own).listen
    async with serve(listen, "127.0.0.1", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    given = os.environ
    port, carrier = int(given[PORT]), int(given[CARRIER])
    asyncio.run(run(given[MODEL], given[GRAMMAR], port, carrier, bool(given[OWN_ENDPOINTING])))
