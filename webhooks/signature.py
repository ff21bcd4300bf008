"""Only the phone company comes in: every request is signed, or it gets 403. No exemptions.

The URL is rebuilt from the configured public address and the raw request target, because proxies
change what the framework sees (reference: Twilio, "Validating signatures").
"""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import urlsplit

from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import RequestEntityTooLarge

from webhooks.parts import TwilioSettings

HEADER = "X-Twilio-Signature"
MEDIA = "/twilio/media"


class SignatureCheck:
    def __init__(self, settings: TwilioSettings) -> None:
        self._validator = RequestValidator(settings.auth_token)
        self._public_url = settings.public_url
        self._stream_url = settings.stream_url

    def passes(self, request: Request) -> bool:
        signature = request.headers.get(HEADER, "")
        if not signature:
            return False
        # A handshake's signature never changes: it opens this path and no other, whatever the headers say.
        if request.path.rstrip("/") == MEDIA:
            return self.passes_handshake(signature)
        try:
            return self._is_ours(self._url(request), request, signature)
        except (RequestEntityTooLarge, TypeError, ValueError):
            return False

    def passes_handshake(self, signature: str) -> bool:
        """A media stream's: signed with the URL of our TwiML, by some with a slash at its end."""
        urls = (self._stream_url, self._stream_url + "/")
        wanted: list[str] = [self._validator.compute_signature(url, {}) for url in urls]
        given = signature.encode(errors="replace")
        return any(compare_digest(each.encode(), given) for each in wanted)

    def _is_ours(self, url: str, request: Request, signature: str) -> bool:
        params = request.form if request.method == "POST" else {}
        # As it stands first: `validate` always works out two more, with and without a port.
        usual: str = self._validator.compute_signature(url, params)
        return compare_digest(usual.encode(), signature.encode()) or bool(
            self._validator.validate(url, params, signature)
        )

    def _url(self, request: Request) -> str:
        raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path
        target = urlsplit(raw) if raw.startswith("http") else None
        path = f"{target.path}?{target.query}" if target and target.query else target.path if target else raw
        return self._public_url + path.removesuffix("?")
