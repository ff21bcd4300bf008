"""The sound behind a <Play> URL: fetched, decoded, kept for a while."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from exchange.audio import wav
from exchange.http import FetchError

if TYPE_CHECKING:
    from exchange.office import Office

LIMIT = 20 * 1024 * 1024
KEPT = 32
MPEG_BYTES_S = 4000.0  # 32 kbit/s: a guess at the length of what we cannot decode


class Media:
    """Decoded sounds by URL. Safe from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, office: Office, url: str, call_sid: str) -> tuple[bytes, float]:
        """mu-law (b"" if it cannot be decoded), and seconds; a failure is an alert and silence."""
        with self._lock:
            if url in self._kept:
                self._kept.move_to_end(url)
                return self._kept[url]
        try:
            reply = office.http.send("GET", url, {}, secrets.token_hex(16), limit=LIMIT)
        except FetchError as error:
            office.alert(error.code, f"media: {error}", call_sid, url)
            return b"", 0.0
        sound = decode(reply.body)
        if "no-store" not in reply.headers.get("Cache-Control", ""):
            self._keep(url, sound)
        return sound

    def _keep(self, url: str, sound: tuple[bytes, float]) -> None:
        with self._lock:
            self._kept[url] = sound
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def decode(body: bytes) -> tuple[bytes, float]:
    """WAV to mu-law; anything else is silent but takes its time."""
    try:
        sound = wav.read(body)
    except wav.NotWavError:
        return b"", len(body) / MPEG_BYTES_S
    return sound, len(sound) / 8000
