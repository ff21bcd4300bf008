"""Fetches a recording's sound: from the phone company's host only, with credentials, within limits."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import requests

from support.services import recordings
from support.worker import Again, Done, GivenUp, Outcome
from webhooks.parts import Parts

TWILIO_HOST = "api.twilio.com"
MAX_BYTES = 200 * 1024 * 1024
TIMEOUT_S = (5, 30)
CHUNK = 64 * 1024


def fetch_recording(parts: Parts, recording_id: int, folder: Path, limit: int = MAX_BYTES) -> Outcome:
    with parts.store.reading() as session:
        url = recordings.recording(session, recording_id).url
    address = allowed_url(url, parts.twilio.api_url)
    if address is None:
        return GivenUp("not the phone company's host")
    return _download(address, _credentials(parts), folder, limit)


def allowed_url(url: str, api_url: str) -> str | None:
    """The address to fetch from, or None when it is not the phone company's."""
    wanted, ours = urlsplit(url), urlsplit(api_url)
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


def _download(url: str, credentials: tuple[str, str], folder: Path, limit: int) -> Outcome:
    with requests.Session() as http:
        http.trust_env = False
        with http.get(url, auth=credentials, timeout=TIMEOUT_S, stream=True, allow_redirects=False) as reply:
            if reply.status_code in (404, 429) or reply.status_code >= 500:
                return Again(f"HTTP {reply.status_code}")  # the sound can be announced before it is there
            if reply.status_code != 200:
                return GivenUp(f"HTTP {reply.status_code}")
            return _keep(reply, folder, limit)


def _keep(reply: requests.Response, folder: Path, limit: int) -> Outcome:
    """Written beside, then moved: a file with its name is always whole. Names cannot be guessed."""
    name = f"{secrets.token_hex(16)}.wav"
    path = folder / "recordings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            for chunk in reply.iter_content(CHUNK):
                size += len(chunk)
                if size > limit:
                    return GivenUp("too large")
                digest.update(chunk)
                file.write(chunk)
        with part.open("rb") as file:
            if file.read(4) != b"RIFF":
                return GivenUp("not a WAV file")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)  # of a download that broke off
    return Done({"path": f"recordings/{name}", "size": size, "sha256": digest.hexdigest()})
