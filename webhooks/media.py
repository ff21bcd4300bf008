"""Fetches a recording's sound: from the phone company's host only, with credentials, within limits.

What is in it is not looked at here: a file that is no sound is kept too, so that somebody can look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import requests

from support.sound_work import again
from support.worker import Done, GivenUp, Outcome
from webhooks.parts import Parts

TWILIO_HOST = "api.twilio.com"
MAX_BYTES = 200 * 1024 * 1024
TIMEOUT_S = (5, 30)
LONGEST = timedelta(minutes=30)  # of one download, however slowly it comes
CHUNK = 64 * 1024
_ELSEWHERE = "the phone company named an address that is not its own; nothing was fetched"


class _TooMuch(Exception):
    """More than may be kept, or slower than may be waited for."""


def fetch(parts: Parts, url: str, name: str, limit: int = MAX_BYTES) -> Outcome:
    """Keeps what is at `url` as `name`."""
    address = allowed_url(url, parts.twilio.api_url)
    if address is None:
        return GivenUp(_ELSEWHERE)
    try:
        return _download(parts, address, name, limit)
    except _TooMuch as error:
        return GivenUp(str(error))
    except requests.RequestException as error:
        return again(f"the phone company's host does not answer as it should ({type(error).__name__})")


def allowed_url(url: str, api_url: str) -> str | None:
    """The address to fetch from, or None when it is not the phone company's."""
    try:
        wanted, ours = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return None
    if not wanted.path.startswith("/"):
        return None  # or ".wav" would become part of the host's name
    if api_url and wanted.netloc == ours.netloc and wanted.scheme == ours.scheme:
        return f"{ours.scheme}://{ours.netloc}{wanted.path}.wav"
    if not api_url and wanted.scheme == "https" and wanted.netloc == TWILIO_HOST:
        return f"https://{TWILIO_HOST}{wanted.path}.wav"
    return None


def _credentials(parts: Parts) -> tuple[str, str]:
    settings = parts.twilio
    if settings.api_key and settings.api_secret:
        return settings.api_key, settings.api_secret
    return settings.account_sid, settings.auth_token


def _download(parts: Parts, url: str, name: str, limit: int) -> Outcome:
    with requests.Session() as http:
        http.trust_env = False
        with http.get(
            url, auth=_credentials(parts), timeout=TIMEOUT_S, stream=True, allow_redirects=False
        ) as reply:
            if refused := _refusal(reply.status_code):
                return refused
            _refuse_longer(reply.headers.get("Content-Length", ""), limit)
            kept = parts.sounds.write(_chunks(parts, reply, limit), name=name)
    return Done({"name": kept.name, "size": kept.size, "sha256": kept.sha256})


def _refusal(status: int) -> Outcome | None:
    if status == 200:
        return None
    if status == 404:
        return again("the phone company does not have the sound yet (404)")
    if status in (408, 429) or status >= 500:
        return again(f"the phone company cannot give the sound now ({status})")
    if status in (401, 403):
        return GivenUp(
            f"the phone company refuses our credentials ({status}): check TWILIO_API_KEY and its secret"
        )
    if 300 <= status < 400:
        return GivenUp(f"the phone company sends us elsewhere ({status}), which is never followed")
    return GivenUp(f"the phone company refuses ({status})")


def _refuse_longer(promised: str, limit: int) -> None:
    """Before any of it is read."""
    if promised.isdecimal() and int(promised) > limit:
        raise _TooMuch(
            f"the sound is too large: {int(promised) / 1e6:.1f} MB, and {limit / 1e6:.1f} MB are allowed"
        )


def _chunks(parts: Parts, reply: requests.Response, limit: int) -> Iterator[bytes]:
    until, size = parts.clock() + LONGEST, 0
    for chunk in reply.iter_content(CHUNK):
        size += len(chunk)
        if size > limit:
            raise _TooMuch(f"the sound is too large: more than {limit / 1e6:.1f} MB")
        if parts.clock() > until:
            raise _TooMuch("the sound came too slowly")
        yield chunk
