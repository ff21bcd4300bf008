"""The headers that every page of the console carries: what a browser may load, run and send."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response

from console.parts import ConsoleSettings

# Twilio's Voice SDK talks to these (signalling by WebSocket is in `wss:`), and plays its own ring tones.
_TWILIO_HOSTS = "https://*.twilio.com"


def policy(settings: ConsoleSettings) -> str:
    """The Content-Security-Policy; wider only for the Voice SDK, and only without an exchange."""
    sdk = not settings.has_exchange and bool(settings.voice_sdk_url)
    host = urlsplit(settings.voice_sdk_url)
    script = f" {host.scheme}://{host.netloc}" if sdk and host.netloc else ""
    twilio = f" {_TWILIO_HOSTS}" if sdk else ""
    rules = (
        "default-src 'self'",
        "img-src 'self' data:",
        f"connect-src 'self' ws: wss:{twilio}",
        f"media-src 'self' blob:{' mediastream:' if sdk else ''}{twilio}",
        f"script-src 'self'{script}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)


def add(response: Response, settings: ConsoleSettings) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy(settings))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
    if response.mimetype in ("text/html", "application/json"):
        # Pages hold personal data: not for shared machines' caches or the back button after signing out.
        headers.setdefault("Cache-Control", "no-store")
    return response
