"""A company's own program, as tests play it: a token, requests, and what came back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from api.parts import Parts
from api.shell import mount
from recordings.storage import Storage
from support.services import api_tokens
from support.store.base import Store
from tests.support.centre import Centre


class Door:
    """`centre` is what the program reads and changes."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.centre = Centre(store)
        self.centre.publish()
        self.store = store
        self.sounds = Storage(str(folder / "sounds"))
        self.app = Flask("api")
        mount(self.app, Parts(store, self.clock, self.sounds, version="0.1"))
        self.token = self.new_token()

    def clock(self) -> datetime:
        return self.centre.now

    def new_token(self, *scopes: str, name: str = "CRM") -> str:
        """With all scopes, unless some are named."""
        made = self.centre.do(api_tokens.make, name, scopes or api_tokens.SCOPES, None, self.centre.now)
        return made[1]

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """`path` below /api/v1, or whole."""
        whole = path if path.startswith("/api") else f"/api/v1{path}"
        known = self.token if token is None else token
        sent = {**({"Authorization": f"Bearer {known}"} if known else {}), **(headers or {})}
        if body is not None:
            more["json"] = body
        return self.app.test_client().open(whole, method=method, headers=sent, **more)

    def get(self, path: str, **more: Any) -> Any:
        """What is answered, when it is well."""
        answer = self.ask("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any, **more: Any) -> TestResponse:
        return self.ask("POST", path, body, **more)
