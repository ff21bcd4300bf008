"""`twilio setup` and `twilio check`: bring an account to where Ramal needs it, and say what is not."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from support.services import flows
from support.store.base import Store
from webhooks.client import make_client, status_of
from webhooks.parts import RETRIES, TwilioSettings

APP_NAME = "Ramal"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Check:
    right: bool
    text: str


def run(arguments: Sequence[str], settings: TwilioSettings, store: Store) -> int:
    parser = argparse.ArgumentParser(
        prog="python app.py twilio", description="Point a Twilio account at Ramal."
    )
    parser.add_argument("verb", choices=("setup", "check"))
    try:
        verb = parser.parse_args(list(arguments)).verb
    except SystemExit as stop:
        return int(stop.code or 0)
    client = make_client(settings)
    with store.reading() as session:
        numbers = [number for line in flows.published(session) for number in line.numbers]
    all_right = True
    for line in _whatever_happens((setup if verb == "setup" else check)(client, settings, numbers)):
        all_right = all_right and line.right
        print(f"{'ok ' if line.right else 'NO '} {line.text}", flush=True)
    return 0 if all_right else 1


def _whatever_happens(lines: Iterator[Check]) -> Iterator[Check]:
    """Line by line: what was done before something failed is told."""
    try:
        yield from lines
    except TwilioException as error:
        yield Check(False, _why(error))
    except RequestException as error:
        yield Check(False, f"Twilio cannot be reached ({type(error).__name__})")


def webhooks(settings: TwilioSettings) -> dict[str, str]:
    """What each of our numbers must be set to, by Twilio's names for the fields."""
    base = settings.public_url + "/twilio/"
    return {
        "voice_url": base + "voice",
        "voice_fallback_url": base + "fallback",
        "status_callback": base + "status" + RETRIES,
        "sms_url": base + "sms" + RETRIES,
    }


def settings_of_number(settings: TwilioSettings) -> dict[str, str]:
    """Addresses, methods, and no application that would come before them."""
    methods = ("voice_method", "voice_fallback_method", "status_callback_method", "sms_method")
    return {
        **webhooks(settings),
        **dict.fromkeys(methods, "POST"),
        **dict.fromkeys(("voice_application_sid", "sms_application_sid"), ""),
    }


def setup(client: Client, settings: TwilioSettings, numbers: Sequence[str]) -> Iterator[Check]:
    """Sets webhooks of the numbers that flows answer; makes the TwiML App and API key for browser phones."""
    yield from _address(settings)
    wanted = settings_of_number(settings)
    for number, owned in _owned(client, numbers):
        if owned is None:
            yield Check(False, f"{number} is not a number of this account; a flow answers it")
            continue
        client.incoming_phone_numbers(owned.sid).update(**wanted)
        yield Check(True, f"{number} rings {wanted['voice_url']}")
    rings = {"voice_url": wanted["voice_url"], "voice_method": "POST"}
    app = _app(client)
    if app is None:
        app = client.applications.create(friendly_name=APP_NAME, **rings)
    elif app.voice_url != rings["voice_url"]:
        app = client.applications(app.sid).update(**rings)
    yield Check(True, f"TwiML App for browser phones: set TWILIO_APP_SID={app.sid}")
    if settings.api_key and settings.api_secret:
        yield Check(True, "an API key signs the browser phones' tokens")
    else:
        key = client.new_keys.create(friendly_name=APP_NAME)
        yield Check(True, f"new API key: set TWILIO_API_KEY={key.sid} TWILIO_API_SECRET={key.secret}")
        yield Check(True, "the secret is shown this once; keep it, then start Ramal with these settings")


def check(client: Client, settings: TwilioSettings, numbers: Sequence[str]) -> Iterator[Check]:
    """Says of everything that Ramal needs whether it is so."""
    account = client.api.accounts(settings.account_sid).fetch()
    yield Check(account.status == "active", f"account {settings.account_sid[:6]}… is {account.status}")
    yield from _address(settings)
    yield Check(bool(numbers), f"{len(numbers)} numbers are answered by a flow")
    wanted = settings_of_number(settings)
    for number, owned in _owned(client, numbers):
        if owned is None:
            yield Check(False, f"{number} is not a number of this account")
            continue
        wrong = [name for name, value in wanted.items() if (getattr(owned, name) or "") != value]
        told = f"{', '.join(wrong)} differ: run `python app.py twilio setup`" if wrong else "rings Ramal"
        yield Check(not wrong, f"{number} {told}")
    yield Check(
        bool(settings.api_key and settings.api_secret), "TWILIO_API_KEY and TWILIO_API_SECRET are set"
    )
    yield _app_check(_app(client), wanted["voice_url"])


def _app_check(app: Any, voice_url: str) -> Check:
    if app is None:
        return Check(False, "there is no TwiML App for browser phones: run `python app.py twilio setup`")
    if app.voice_url != voice_url:
        return Check(False, "the TwiML App rings elsewhere: run `python app.py twilio setup`")
    return Check(True, "the TwiML App for browser phones exists")


def _address(settings: TwilioSettings) -> Iterator[Check]:
    address = urlsplit(settings.public_url)
    if settings.api_url and address.hostname in LOOPBACK:
        yield Check(True, f"PUBLIC_URL is {settings.public_url}: this machine, as the exchange is")
        return
    public = address.scheme == "https" and address.hostname not in LOOPBACK
    meaning = "" if public else "; Twilio needs an https address that it can reach"
    yield Check(public, f"PUBLIC_URL is {settings.public_url}{meaning}")


def _owned(client: Client, numbers: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for number in numbers:
        # The filter finds parts of numbers too.
        found = client.incoming_phone_numbers.list(phone_number=number, limit=20)
        yield number, next((each for each in found if each.phone_number == number), None)


def _app(client: Client) -> Any:
    found = client.applications.list(friendly_name=APP_NAME, limit=1)
    return found[0] if found else None


def _why(error: TwilioException) -> str:
    status = status_of(error)
    if status == 401:
        return "Twilio does not accept these credentials: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
    if isinstance(error, TwilioRestException):
        return f"Twilio refuses: {error.msg} (HTTP {status}, code {error.code})"
    return f"Twilio refuses: HTTP {status}" if status else f"Twilio's client refuses: {error}"
