"""What the settings describe, made: the ears, and the place for sounds. Raises SettingsError, in a line."""

from __future__ import annotations

from recordings.keys import BadKeys, Keys
from recordings.storage import BadStorage, Storage
from speech.choice import ChoiceError, Engine, Hearing, parse
from support.settings import Settings, SettingsError


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
