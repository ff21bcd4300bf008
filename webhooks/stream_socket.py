"""The media stream's socket where the doors run: a thread for each, which is right for a few dozen calls.

The same address is served by `python app.py ears` for many (`ear_server.py`). The signature has been checked
before a handshake comes here, as for every request of the phone company's.
"""

from __future__ import annotations

from contextlib import suppress
from socket import SHUT_RDWR

from flask import Blueprint, Response
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server  # type: ignore[import-untyped]

from webhooks.ears import Ears
from webhooks.media_stream import MAX_MESSAGE

LOOK_S = 1.0
BUSY = "No room for another stream: the call goes on by keypad.\n"
TRY_AGAIN_LATER = 1013


def blueprint(ears: Ears) -> Blueprint:
    door = Blueprint("twilio_media", __name__, url_prefix="/twilio")
    sock = Sock()

    @door.before_request
    def only_with_room() -> Response | None:
        """Before the handshake is answered: so the phone company is told, and tells the call."""
        return None if ears.has_room else Response(BUSY, status=503, mimetype="text/plain")

    def media(ws: Server) -> None:
        ws.max_message_size = MAX_MESSAGE
        if ears.reserve():
            try:
                serve(ws, ears)
            finally:
                ears.release()
        else:
            ws.close(TRY_AGAIN_LATER, BUSY.strip())
        # Now, or the development server would put an HTTP reply behind the last frame.
        with suppress(OSError):
            ws.sock.shutdown(SHUT_RDWR)

    sock.route("/media", bp=door, strict_slashes=False)(media)
    return door


def serve(ws: Server, ears: Ears) -> None:
    """One stream, until it is over."""
    stream = ears.conversation()
    try:
        while not stream.over:
            message = ws.receive(timeout=LOOK_S)
            if message is None:
                stream.look()
            else:
                stream.take(message)
        ws.close(1000, stream.over)
    except ConnectionClosed:
        pass
    finally:
        stream.closed()
