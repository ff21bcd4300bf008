"""X-Twilio-Signature, from reference/twilio.md section 3: HMAC-SHA1 over the URL and the POST fields."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit


def signed_url(url: str) -> str:
    """What of a URL is signed: no fragment, no credentials, over https no port."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme in ("https", "wss") and parts.port is not None:
        host = host.rpartition(":")[0]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))


def sign(token: str, url: str, fields: Mapping[str, str] | None = None) -> str:
    """fields: the POST form; None or empty for GET and for a WebSocket handshake."""
    text = signed_url(url) + "".join(name + value for name, value in sorted((fields or {}).items()))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
