"""The phone company's REST as `bench speech` needs it: it says yes to every update of a call and notes when.

The note of an update is the routing decision: from then on the call is on its way to its next document. The
updates that only stop a prompt, because a caller speaks over it, are none.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HUSHED = b"quiet"


class Carrier:
    """`updates`: call SID to the moments (monotonic seconds) of its updates, oldest first."""

    def __init__(self) -> None:
        self.updates: dict[str, list[float]] = {}

    def update(self, path: str, body: bytes) -> str:
        moment = time.monotonic()
        sid = path.rpartition("/")[2].removesuffix(".json")
        if HUSHED not in body:
            self.updates.setdefault(sid, []).append(moment)
        return sid


@contextmanager
def answering(carrier: Carrier, port: int) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for head and body
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sid = carrier.update(self.path, said)
            body = json.dumps({"sid": sid, "status": "in-progress"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Nothing: the figures are what is wanted."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
