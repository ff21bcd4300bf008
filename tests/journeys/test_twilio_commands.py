"""`twilio setup` and `twilio check`, as an admin runs them, against the exchange."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.town import SMALL, Town
from webhooks.client import make_client
from webhooks.commands import run, webhooks
from webhooks.parts import TwilioSettings

Output = pytest.CaptureFixture[str]


def twilio(town: Town, verb: str, **changes: str) -> int:
    return run([verb], replace(town.settings.twilio, **changes), town.centre.store)


def client(town: Town) -> Any:
    return make_client(town.settings.twilio)


def number(town: Town) -> Any:
    return client(town).incoming_phone_numbers.list(phone_number=SMALL)[0]


def test_check_then_setup_then_check(town: Town, capsys: Output) -> None:
    assert twilio(town, "check") == 1
    out = capsys.readouterr().out
    assert "account AC" in out
    assert "is active" in out
    assert "3 numbers are answered by a flow" in out
    assert f"ok  {SMALL} rings Ramal" in out
    assert "NO  there is no TwiML App" in out

    assert twilio(town, "setup") == 0
    assert "set TWILIO_APP_SID=AP" in capsys.readouterr().out
    assert twilio(town, "check") == 0
    assert "NO " not in capsys.readouterr().out


def test_setup_sets_what_somebody_else_set(town: Town, capsys: Output) -> None:
    """Methods and applications too: an application comes before the number's own addresses."""
    client(town).incoming_phone_numbers(number(town).sid).update(
        voice_url="https://old.example/voice",
        voice_method="GET",
        status_callback="",
        voice_application_sid="AP" + "0" * 32,
    )
    assert twilio(town, "check") == 1
    out = capsys.readouterr().out
    for name in ("voice_url", "voice_method", "status_callback", "voice_application_sid"):
        assert name in out
    assert "twilio setup" in out
    twilio(town, "setup")
    found = number(town)
    assert {name: getattr(found, name) for name in webhooks(town.settings.twilio)} == webhooks(
        town.settings.twilio
    )
    assert (found.voice_method, found.voice_application_sid) == ("POST", "")


def test_after_setup_a_call_is_answered(town: Town) -> None:
    client(town).incoming_phone_numbers(number(town).sid).update(voice_url="http://127.0.0.1:9/nobody")
    twilio(town, "setup")
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.hang_up()
    assert town.outcome(carol) == "abandoned_menu"


def test_a_second_setup_makes_no_second_app(town: Town, capsys: Output) -> None:
    twilio(town, "setup")
    first = capsys.readouterr().out
    twilio(town, "setup")
    assert capsys.readouterr().out == first
    assert len(client(town).applications.list()) == 1


def test_setup_brings_the_app_to_a_new_address(town: Town, capsys: Output) -> None:
    twilio(town, "setup")
    (app,) = client(town).applications.list()
    client(town).applications(app.sid).update(voice_url="https://old.example/voice")
    assert twilio(town, "check") == 1
    assert "rings elsewhere" in capsys.readouterr().out
    twilio(town, "setup")
    (app,) = client(town).applications.list()
    assert app.voice_url == town.base + "/twilio/voice"


def test_a_key_is_made_when_there_is_none(town: Town, capsys: Output) -> None:
    assert twilio(town, "check", api_key="", api_secret="") == 1
    assert "NO  TWILIO_API_KEY and TWILIO_API_SECRET are set" in capsys.readouterr().out
    assert twilio(town, "setup", api_key="", api_secret="") == 0
    out = capsys.readouterr().out
    words = dict(word.split("=") for word in out.split() if word.startswith("TWILIO_API_"))
    assert words["TWILIO_API_KEY"].startswith("SK")
    made = {"api_key": words["TWILIO_API_KEY"], "api_secret": words["TWILIO_API_SECRET"]}
    assert twilio(town, "check", **made) == 0, "and it opens the door"


def test_a_number_that_is_not_ours(town: Town, capsys: Output) -> None:
    from flows.loader import read
    from support.services import flows
    from tests.webhooks.door import FLOW

    town.centre.worker.stop()  # it would give the exchange the number
    flow = read(FLOW.replace("+551140028922", "+551140028921"), "mine.yaml", folder=None).flow
    assert flow
    with town.centre.store.writing() as session:
        flows.publish(session, flow.model_copy(update={"flow": "mine"}), "", "test", town.now())
    with town.exchange.office.directory.lock:
        kept = town.exchange.office.directory.numbers
        for sid in [sid for sid, each in kept.items() if each.number == "+551140028921"]:
            del kept[sid]
    assert twilio(town, "check") == 1
    assert "NO  +551140028921 is not a number of this account" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [{"auth_token": "wrong", "api_key": "", "api_secret": ""}, {"api_secret": "wrong"}, {"api_key": "SK0"}],
)
@pytest.mark.parametrize("verb", ["setup", "check"])
def test_wrong_credentials(town: Town, capsys: Output, verb: str, wrong: dict[str, str]) -> None:
    assert twilio(town, verb, **wrong) == 1
    out = capsys.readouterr().out
    assert "does not accept these credentials" in out
    assert "TWILIO_AUTH_TOKEN" in out


def test_a_host_that_cannot_be_reached(town: Town, capsys: Output) -> None:
    for verb in ("setup", "check"):
        assert twilio(town, verb, api_url="http://127.0.0.1:9", public_url="http://127.0.0.1:9") == 1
        assert "NO  Twilio cannot be reached" in capsys.readouterr().out


def test_twilio_refuses_in_the_middle(town: Town, capsys: Output) -> None:
    """What was done until then is told, not only the refusal."""
    town.exchange.faults.refuse(500, path="*/Applications*")
    assert twilio(town, "setup") == 1
    out = capsys.readouterr().out
    assert f"ok  {SMALL} rings" in out
    assert "NO  Twilio refuses" in out


@pytest.mark.parametrize(
    ("public_url", "right"),
    [
        ("https://ramal.example.com", True),
        ("http://ramal.example.com", False),
        ("https://localhost", False),
        ("https://127.0.0.1:5000", False),
    ],
)
def test_the_address_must_be_one_that_twilio_can_reach(public_url: str, right: bool) -> None:
    from webhooks.commands import _address

    settings = TwilioSettings("AC1", "t", "SK1", "s", public_url, api_url="")
    (told,) = _address(settings)
    assert told.right == right
    assert public_url in told.text


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["setup", "more"]])
def test_what_is_not_understood(town: Town, capsys: Output, arguments: list[str]) -> None:
    assert run(arguments, town.settings.twilio, town.centre.store) == 2
    assert "setup" in capsys.readouterr().err
