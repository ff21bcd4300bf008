"""`python app.py ears`: media streams only, for many calls. One asyncio loop reads every socket.

Decoding happens in the ears' own threads; what waits for the database when a stream begins or ends is done
beside the loop. Signatures, tokens and limits are those of the door.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from webhooks.ears import Ears
from webhooks.media_stream import MAX_MESSAGE, Conversation
from webhooks.signature import HEADER, MEDIA, SignatureCheck
from webhooks.stream_socket import BUSY, TRY_AGAIN_LATER

LOOK_S = 1.0
CLOSE_S = 2  # for a last word from somebody who may not be listening
FORBIDDEN = "This address is for the phone company.\n"


class EarServer:
    """Serves until it is told to stop."""

    def __init__(self, ears: Ears, check: SignatureCheck) -> None:
        self._ears, self._check = ears, check
        self._open: dict[ServerConnection, Conversation] = {}
        self._stop = asyncio.Event()

    async def run(self, host: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
        # Its own lines would say who called.
        logging.getLogger("websockets").setLevel(logging.CRITICAL)
        async with serve(
            self._listen,
            host,
            port,
            process_request=self._guard,
            max_size=MAX_MESSAGE,
            compression=None,
            ping_interval=20,
            close_timeout=CLOSE_S,
        ):
            ready()
            watch = asyncio.create_task(self._watch())
            await self._stop.wait()
            watch.cancel()

    def stop(self) -> None:
        self._stop.set()

    def _guard(self, connection: ServerConnection, request: Request) -> Response | None:
        """What is refused before a handshake: another address, no signature, no room."""
        path = request.path.partition("?")[0].rstrip("/")
        if path == "/healthz":
            return connection.respond(HTTPStatus.OK, f"{self._ears.live} streams\n")
        signatures = request.headers.get_all(HEADER)
        if len(signatures) != 1 or not self._check.passes_handshake(signatures[0]):
            return connection.respond(HTTPStatus.FORBIDDEN, FORBIDDEN)
        if path != MEDIA:
            return connection.respond(HTTPStatus.NOT_FOUND, f"Media streams are at {MEDIA}.\n")
        if not self._ears.has_room:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, BUSY)
        return None

    async def _listen(self, ws: ServerConnection) -> None:
        if not self._ears.reserve():
            await ws.close(TRY_AGAIN_LATER, BUSY.strip())
            return
        stream = self._open[ws] = self._ears.conversation()
        try:
            async for message in ws:
                if stream.admitted:
                    stream.take(message)
                else:
                    await asyncio.to_thread(stream.take, message)
                if stream.over:
                    await ws.close(1000, stream.over)
        except ConnectionClosed:
            pass
        finally:
            del self._open[ws]
            self._ears.release()
            await asyncio.to_thread(stream.closed)

    async def _watch(self) -> None:
        """Streams on which nothing comes any more."""
        closing: set[asyncio.Task[None]] = set()
        while True:
            await asyncio.sleep(LOOK_S)
            for ws, stream in list(self._open.items()):
                stream.look()
                if stream.over:
                    # Beside the others: who does not answer keeps nobody waiting.
                    task = asyncio.create_task(ws.close(1000, stream.over))
                    closing.add(task)
                    task.add_done_callback(closing.discard)


def run(ears: Ears, check: SignatureCheck, host: str, port: int, ready: Callable[[], None]) -> None:
    """Until SIGINT or SIGTERM."""

    async def main() -> None:
        server = EarServer(ears, check)
        loop = asyncio.get_running_loop()
        for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(asked_to_stop, server.stop)
        await server.run(host, port, ready)

    asyncio.run(main())
