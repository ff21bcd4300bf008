"""Twilio's own client, with time limits, and with another host when the exchange stands in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from webhooks.parts import TwilioSettings

TIMEOUT_S = 8


class ShortHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the package is untyped
    """`base` replaces scheme and host of every request; "" leaves them."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=TIMEOUT_S)
        self._base = urlsplit(base) if base else None
        if self.session is not None:
            self.session.trust_env = False

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self._base:
            parts = urlsplit(url)
            path = self._base.path.rstrip("/") + parts.path
            url = urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))
        return super().request(method, url, *args, **kwargs)


def make_client(settings: TwilioSettings) -> Client:
    """API key and secret when there are some, else the account's token."""
    user, password = settings.api_key, settings.api_secret
    if not (user and password):
        user, password = settings.account_sid, settings.auth_token
    return Client(user, password, settings.account_sid, http_client=ShortHttpClient(settings.api_url))


def status_of(error: TwilioException) -> int:
    """HTTP status of a refusal, 0 when there is none. Lists raise a plain exception with the reply in it."""
    carrier = error.args[-1] if error.args else None
    status: int = getattr(error, "status", None) or getattr(carrier, "status_code", None) or 0
    return status
