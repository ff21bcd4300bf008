"""The browser's commands: each reaches its line, and a wrong one changes nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from exchange.phones.session import Session

from .conftest import ACCOUNT, Browser, FakeLine, FakeSwitchboard
from .test_token import claims, signed

NUMBERS = {"+551140028922": "Acme", "+551133334444": ""}
Do = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def session(reader: Browser, switchboard: FakeSwitchboard) -> Session:
    return Session(
        switchboard,
        reader.outbox,
        numbers=lambda: NUMBERS,
        secrets=lambda: {ACCOUNT.api_key: ACCOUNT.api_secret},
        server_tts=True,
    )


@pytest.fixture(name="do")
def _do(session: Session, reader: Browser) -> Do:
    """Send one command, get the events it caused."""

    def command(do: str, **facts: object) -> list[dict[str, Any]]:
        session.receive(json.dumps({"do": do, **facts}))
        return reader.read()

    return command


def test_a_customer_registers_by_number(do: Do, switchboard: FakeSwitchboard) -> None:
    (welcome,) = do("register", number="+5511988887777", tts="browser", audio=True)
    assert welcome == {
        "event": "registered",
        "address": "+5511988887777",
        "numbers": [{"number": "+551140028922", "name": "Acme"}, {"number": "+551133334444", "name": ""}],
        "tts": True,
        "incoming": True,
    }
    (phone,) = switchboard.registered
    assert (phone.address, phone.wants_audio, phone.speaks_itself) == ("+5511988887777", True, True)


def test_an_agent_registers_by_token(do: Do, switchboard: FakeSwitchboard) -> None:
    (welcome,) = do("register", token=signed(claims()))
    assert (welcome["address"], welcome["incoming"]) == ("client:agent_1", True)
    assert [phone.address for phone in switchboard.registered] == ["client:agent_1"]


def test_without_the_incoming_grant_nobody_can_ring(do: Do, switchboard: FakeSwitchboard) -> None:
    outgoing = {"application_sid": "AP1", "params": {"tenant": 7}}
    grants = {"identity": "agent_1", "voice": {"outgoing": outgoing}}
    (welcome,) = do("register", token=signed(claims(grants=grants)))
    assert welcome["incoming"] is False
    assert switchboard.registered == []
    assert do("dial", to="", params={"tenant": "8", "ticket": "3"}) == []
    assert switchboard.dialled == [("", {"tenant": "7", "ticket": "3"}, "AP1")]


def test_without_the_outgoing_grant_nobody_is_called(do: Do, switchboard: FakeSwitchboard) -> None:
    do("register", token=signed(claims()))
    assert [event["event"] for event in do("dial", to="+551140028922")] == ["ended", "error"]
    assert switchboard.dialled == []


def test_a_call_reaches_its_line(do: Do, session: Session, switchboard: FakeSwitchboard) -> None:
    do("register", number="+5511988887777")
    assert do("dial", to="+551140028922") == []
    for command in (
        {"do": "press", "digits": "12#"},
        {"do": "say", "text": " segunda \n via "},
        {"do": "spoken"},
        {"do": "answer"},
        {"do": "decline"},
        {"do": "hang_up"},
    ):
        session.receive(json.dumps(command))
    session.receive(b"\xff" * 160)
    assert switchboard.line.done == [
        ("press", "12#"),
        ("say", "segunda via"),
        "spoken",
        "answer",
        "decline",
        "hang_up",
        b"\xff" * 160,
    ]


def test_hanging_up_what_is_over_already_is_no_error(do: Do) -> None:
    do("register", number="+5511988887777")
    assert do("hang_up") == []
    assert [event["event"] for event in do("press", digits="1")] == ["error"]


def test_one_call_at_a_time(do: Do, switchboard: FakeSwitchboard) -> None:
    do("register", number="+5511988887777")
    do("dial", to="+551140028922")
    assert [event["event"] for event in do("dial", to="+551133334444")] == ["error"]
    assert len(switchboard.dialled) == 1


@pytest.mark.parametrize("refusal", [ValueError("no such number"), LookupError("no application")])
def test_a_call_that_cannot_be_placed_ends_at_once(
    do: Do, switchboard: FakeSwitchboard, refusal: Exception
) -> None:
    switchboard.refusal = refusal
    do("register", number="+5511988887777")
    ended, error = do("dial", to="+551140028922")
    assert ended == {"event": "ended", "status": "failed"}
    assert str(refusal) in error["message"]
    switchboard.refusal = None
    assert do("dial", to="+551140028922") == []


def test_a_dropped_connection_hangs_up_and_unregisters(
    do: Do, session: Session, switchboard: FakeSwitchboard
) -> None:
    do("register", number="+5511988887777")
    do("dial", to="+551140028922")
    session.close()
    assert switchboard.registered == []
    assert switchboard.line.done == ["hang_up"]
    session.close()
    assert switchboard.line.done == ["hang_up"]


def test_a_ringing_call_of_a_dropped_connection_ends_too(
    do: Do, session: Session, switchboard: FakeSwitchboard, line: FakeLine
) -> None:
    do("register", number="+5511988887777")
    switchboard.registered[0].ringing(line, "+551", {})
    session.close()
    assert line.done == ["hang_up"]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "[]",
        "7",
        "[" * 100_000,
        '{"do": "fly"}',
        '{"do": ["dial"]}',
        '{"do": {"a": 1}}',
        "{}",
        '{"do": "press"}',
        '{"do": "press", "digits": "12x"}',
        '{"do": "press", "digits": 12}',
        '{"do": "say", "text": "  "}',
        json.dumps({"do": "say", "text": "a" * 1001}),
        '{"do": "tts", "mode": "loud"}',
        '{"do": "register", "number": "+5511900000000"}',
        '{"do": "dial", "to": "190"}',
        '{"do": "dial", "to": "+551140028922", "params": []}',
        json.dumps({"do": "dial", "to": "+551140028922", "params": {"a": "b" * 900}}),
    ],
)
def test_a_wrong_command_is_told_and_changes_nothing(
    do: Do, session: Session, reader: Browser, switchboard: FakeSwitchboard, message: str
) -> None:
    do("register", number="+5511988887777")
    session.receive(message)
    assert reader.read()[-1]["event"] == "error"
    assert (len(switchboard.registered), switchboard.dialled) == (1, [])


@pytest.mark.parametrize("number", [None, "", "190", "client:agent_1", "+551140028922", 5511])
def test_a_customer_cannot_be_anybody_else(do: Do, switchboard: FakeSwitchboard, number: object) -> None:
    (error,) = do("register", number=number)
    assert error["event"] == "error"
    assert switchboard.registered == []


@pytest.mark.parametrize("command", ["dial", "answer", "press", "say", "spoken", "hang_up", "tts", "text"])
def test_nothing_goes_before_registering(do: Do, command: str) -> None:
    events = do(command, to="+551140028922", digits="1", text="a", body="a", mode="server")
    assert [event["event"] for event in events] == ["error"]


def test_sound_without_a_call_or_too_much_of_it_is_ignored(
    do: Do, session: Session, switchboard: FakeSwitchboard
) -> None:
    session.receive(b"\xff" * 160)
    do("register", number="+5511988887777")
    session.receive(b"\xff" * 160)
    do("dial", to="+551140028922")
    session.receive(b"\xff" * 9000)
    assert switchboard.line.done == []


def test_a_text_is_sent_from_the_own_number(do: Do, switchboard: FakeSwitchboard) -> None:
    do("register", number="+5511988887777")
    assert do("text", to="+551140028922", body="sim") == []
    assert switchboard.texts == [("+5511988887777", "+551140028922", "sim")]


def test_an_agent_sends_no_texts(do: Do, switchboard: FakeSwitchboard) -> None:
    do("register", token=signed(claims()))
    assert [event["event"] for event in do("text", to="+551140028922", body="sim")] == ["error"]
    assert switchboard.texts == []


def test_who_speaks_can_change_during_a_call(do: Do, switchboard: FakeSwitchboard) -> None:
    do("register", number="+5511988887777", tts="browser")
    assert do("tts", mode="server") == []
    assert switchboard.registered[0].speaks_itself is False
