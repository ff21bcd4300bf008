"""What the settings describe, made: the ears, the place for sounds, and who watches over it all.

Raises SettingsError, in a line.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from recordings.keys import BadKeys, Keys
from recordings.storage import BadStorage, Storage
from speech.choice import ChoiceError, Engine, Hearing, parse
from support.instruments import Instruments
from support.observing import Observing
from support.services import gauges
from support.settings import Settings, SettingsError
from support.store.base import Store
from support.traces import open_traces

log = structlog.get_logger()


def hearing(settings: Settings) -> Hearing:
    try:
        choice = parse(settings.speech)
    except ChoiceError as error:
        raise SettingsError(f"RAMAL_SPEECH: {error}") from None
    # The exchange takes typed words as Twilio takes spoken ones: a demonstration without a model hears these.
    otherwise: Engine = "twilio" if settings.has_exchange and not settings.speech else "off"
    return Hearing(choice, settings.data, otherwise=otherwise)


def sounds(settings: Settings) -> Storage:
    try:
        return Storage(settings.sounds_url, Keys.parse(settings.recording_keys))
    except BadStorage as error:
        raise SettingsError(f"RAMAL_RECORDINGS: {error}") from None
    except BadKeys as error:
        raise SettingsError(f"RAMAL_RECORDING_KEYS: {error}") from None


def instruments(
    store: Store, clock: Callable[[], datetime], streams: Callable[[], tuple[int, int]]
) -> Instruments:
    """For Prometheus. From now on the store tells them what is written about calls."""

    def look() -> gauges.Gauges | None:
        try:
            with store.reading() as session:
                return gauges.now(session, clock())
        except Exception as error:  # whatever a driver raises: the process answers without its database
            log.warning("gauges_not_read", error=type(error).__name__)
            return None

    made = Instruments(look, streams)
    store.counter = made.counted
    return made


def observing(settings: Settings, instruments: Instruments, version: str) -> Observing:
    """Timed always, traced where a collector is named."""
    return Observing(instruments, open_traces(settings.traces, version) if settings.traces else None)
