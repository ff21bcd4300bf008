"""Only the phone company comes in: every request is signed, or it gets 403. No exemptions.

The URL is rebuilt from the configured public address and the raw request target, because proxies
change what the framework sees (reference: Twilio, "Validating signatures").
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import RequestEntityTooLarge

from webhooks.parts import TwilioSettings

HEADER = "X-Twilio-Signature"


class SignatureCheck:
    def __init__(self, settings: TwilioSettings) -> None:
        self._validator = RequestValidator(settings.auth_token)
        self._public_url = settings.public_url

    def passes(self, request: Request) -> bool:
        signature = request.headers.get(HEADER, "")
        if not signature:
            return False
        try:
            params = request.form if request.method == "POST" else {}
            return bool(self._validator.validate(self._url(request), params, signature))
        except (RequestEntityTooLarge, TypeError, ValueError):
            return False

    def _url(self, request: Request) -> str:
        raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path
        target = urlsplit(raw) if raw.startswith("http") else None
        path = f"{target.path}?{target.query}" if target and target.query else target.path if target else raw
        return self._public_url + path.removesuffix("?")
