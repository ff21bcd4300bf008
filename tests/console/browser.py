"""A real browser at the centre's pages: the centre on a port, and what tests do with a page."""

from __future__ import annotations

import threading
from typing import Any

from playwright.sync_api import Page
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.console.centre import PASSWORD, Centre

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Stands in for the exchange's telephone: it writes down what it is told, and the test makes it ring.
VOICE = """
export class ExchangeVoice extends EventTarget {
  did = [];
  constructor() { super(); globalThis.telephone = this; }
  async register(fetchToken) { this.token = await fetchToken(); this.tell("registered"); }
  tell(type, detail = {}) { this.dispatchEvent(new CustomEvent(type, { detail })); }
  unregister() { this.did.push("unregister"); this.tell("unregistered"); }
  accept() { this.did.push("accept"); this.tell("answered"); }
  decline() { this.did.push("decline"); this.tell("ended"); }
  hangUp() { this.did.push("hangUp"); this.tell("ended"); }
  mute(on) { this.did.push(`mute ${on}`); }
  sendDigits(digits) { this.did.push(digits); }
}
"""


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the test says what went wrong."""


class Site:
    """The centre on a port; it can go away and come back."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.port = 0
        self.server: BaseWSGIServer | None = None
        self.up()

    def up(self) -> None:
        app = self.centre.app
        self.server = make_server("127.0.0.1", self.port, app, threaded=True, request_handler=Quiet)
        self.server.daemon_threads = True  # type: ignore[attr-defined]  # of the threading server
        self.server.block_on_close = False  # type: ignore[attr-defined]
        self.port = self.server.port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def sign_in(page: Page, site: Site, login: str, path: str) -> None:
    page.goto(site.url(f"/sign-in?next={path}"))
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url(f"**{path}")


def wait_for(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()
