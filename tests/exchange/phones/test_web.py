"""A browser telephone from the exchange's side: events out in order, one call at a time."""

import pytest

from exchange.phones.base import Heard
from exchange.phones.outbox import Outbox
from exchange.phones.web import WebPhone

from .conftest import Browser, FakeLine


@pytest.fixture
def phone(reader: Browser) -> WebPhone:
    return WebPhone("+5511988887777", reader.outbox, "browser", audio=True)


def test_incoming_call_from_ring_to_end(phone: WebPhone, reader: Browser, line: FakeLine) -> None:
    phone.ringing(line, "+5511911112222", {"queue": "billing"})
    phone.answered(line)
    phone.heard(line, Heard("say", "Olá", "pt-BR", "Polly.Camila", 1.23456))
    phone.ended(line, "completed")
    assert reader.read() == [
        {"event": "ringing", "from": "+5511911112222", "params": {"queue": "billing"}, "sid": "CA1"},
        {"event": "answered", "sid": "CA1"},
        {
            "event": "heard",
            "kind": "say",
            "text": "Olá",
            "language": "pt-BR",
            "voice": "Polly.Camila",
            "duration_s": 1.235,
        },
        {"event": "ended", "status": "completed"},
    ]
    assert not phone.busy


def test_second_call_is_busy_and_unheard(phone: WebPhone, reader: Browser, line: FakeLine) -> None:
    phone.ringing(line, "+551", {})
    other = FakeLine("CA2")
    phone.ringing(other, "+552", {})
    phone.heard(other, Heard("say", "not for you"))
    phone.hear_audio(other, b"x" * 160)
    phone.ended(other, "busy")
    assert other.done == ["decline"]
    assert [event["event"] for event in reader.read()] == ["ringing"]
    assert reader.frames == []
    assert phone.line is line


def test_a_call_about_to_be_dialled_is_busy_too(phone: WebPhone, line: FakeLine) -> None:
    assert phone.take()
    phone.ringing(line, "+551", {})
    assert line.done == ["decline"]


def test_a_dialled_line_may_speak_before_dial_returns(
    phone: WebPhone, reader: Browser, line: FakeLine
) -> None:
    phone.take()
    phone.answered(line)
    phone.dialled(line)
    phone.heard(line, Heard("music"))
    assert [event["event"] for event in reader.read()] == ["answered", "heard"]


def test_a_call_over_before_dial_returns_leaves_the_phone_free(phone: WebPhone, line: FakeLine) -> None:
    phone.take()
    phone.answered(line)
    phone.ended(line, "completed")
    phone.dialled(line)
    assert phone.line is None
    assert phone.take(FakeLine("CA2"))


def test_last_word_of_the_call_before_is_not_taken_for_the_next(phone: WebPhone, line: FakeLine) -> None:
    phone.take(line)
    phone.ended(line, "completed")
    phone.take()
    phone.interrupted(line)
    second = FakeLine("CA2")
    phone.dialled(second)
    assert phone.line is second


def test_interruption_forgets_sound_on_its_way(phone: WebPhone, reader: Browser, line: FakeLine) -> None:
    phone.take(line)
    phone.hear_audio(line, b"old")
    phone.interrupted(line)
    phone.hear_audio(line, b"new")
    assert reader.read() == [{"event": "interrupted"}]
    assert reader.frames == [b"new"]


def test_captions_only_keeps_prompts_silent_but_not_people(reader: Browser, line: FakeLine) -> None:
    phone = WebPhone("+551", reader.outbox, "captions", audio=True)
    phone.take(line)
    for heard, frame in (
        (Heard("say", "Olá"), b"prompt"),
        (Heard("conference"), b"agent"),
        (Heard("say", "typed", voice="person"), b"typed"),
    ):
        phone.heard(line, heard)
        phone.hear_audio(line, frame)
    reader.read()
    assert reader.frames == [b"agent", b"typed"]


@pytest.mark.parametrize(("tts", "itself"), [("browser", True), ("server", False), ("captions", False)])
def test_who_speaks_can_change(phone: WebPhone, tts: str, itself: bool) -> None:
    phone.speak_with(tts)
    assert phone.speaks_itself is itself


def test_retired_phone_takes_no_call(phone: WebPhone, line: FakeLine) -> None:
    phone.take(line)
    assert phone.retire() is line
    phone.ended(line, "completed")
    late = FakeLine("CA2")
    phone.ringing(late, "+551", {})
    assert late.done == ["decline"]


def test_texts_come_without_a_call(phone: WebPhone, reader: Browser) -> None:
    phone.text("+5511940028922", "Ticket 7 aberto")
    assert reader.read() == [{"event": "text", "from": "+5511940028922", "body": "Ticket 7 aberto"}]


def test_a_gone_browser_raises_nothing(line: FakeLine) -> None:
    outbox = Outbox(lambda _: None)
    outbox.close()
    phone = WebPhone("+551", outbox)
    phone.ringing(line, "+552", {})
    phone.hear_audio(line, b"x")
    phone.ended(line, "completed")
    assert not phone.busy
