"""How values read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console import languages, words
from support.services.pipeline import STAGES
from tests.console.centre import START, Centre


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (0, "0:00"), (-3, "0:00"), (59.6, "1:00"), (61, "1:01"), (3661, "1:01:01")],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("+5511988887777", "+55 11 98888-7777"),
        ("", "number withheld"),
        ("client:x", "client:x"),
        ("+9", "+9"),
    ],
)
def test_numbers(centre: Centre, value: str, text: str) -> None:
    with centre.app.test_request_context():
        assert words.number(value) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [(0, "just now"), (44, "just now"), (60, "1 minute ago"), (7200, "2 hours ago"), (-600, "in 10 minutes")],
)
def test_relative_times(centre: Centre, ago: int, text: str) -> None:
    with centre.app.test_request_context():
        assert words.ago(START - timedelta(seconds=ago)) == text


def test_exact_times_are_in_the_centres_zone(centre: Centre) -> None:
    with centre.app.test_request_context():
        assert words.exact(START) == "2 Mar 2026, 10:00:00"
        assert words.iso(START) == "2026-03-02T10:00:00-03:00"


@pytest.mark.parametrize(
    ("asked", "language"), [("pt-BR,en;q=0.5", "pt-BR"), ("", "en"), ("es", "es"), ("de-AT,es;q=0.5", "es")]
)
def test_the_readers_language_is_what_the_browser_asks_for(centre: Centre, asked: str, language: str) -> None:
    with centre.app.test_request_context(headers={"Accept-Language": asked}):
        assert words.reader() == language


@pytest.mark.parametrize(
    ("name", "text"), [("on_call", "On a call"), ("some_new-state", "Some new state"), ("", "In progress")]
)
def test_states(centre: Centre, name: str, text: str) -> None:
    with centre.app.test_request_context():
        assert words.state(name) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [("pt-BR", "Portuguese (Brazil)"), ("en", "English"), ("xx-YY", "xx-YY"), ("", ""), ("a b", "a b")],
)
def test_languages(centre: Centre, code: str, text: str) -> None:
    with centre.app.test_request_context():
        assert words.language(code) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Voicemail from +55 11 98888-7777", "Mensagem de voz de +55 11 98888-7777"),
        ("Call back a withheld number", "Retornar para um número oculto"),
        ("Missed call from +55 11 98888-7777", "Chamada perdida de +55 11 98888-7777"),
        ("Call from +55 11 98888-7777", "Chamada de +55 11 98888-7777"),
        ("Message from +55 11 98888-7777", "Mensagem de +55 11 98888-7777"),
        ("Call back Ana before noon", "Call back Ana before noon"),
        ("Fatura errada", "Fatura errada"),
    ],
)
def test_a_subject_that_the_centre_wrote_is_in_the_readers_words(
    centre: Centre, written: str, read: str
) -> None:
    with centre.app.test_request_context(headers={"Accept-Language": "pt"}):
        assert words.subject(written) == read


@pytest.mark.parametrize("name", [*(each.after for each in STAGES.values()), *STAGES, "remove"])
def test_where_a_recording_stands_is_said_in_the_readers_language(centre: Centre, name: str) -> None:
    """Pages in Portuguese said “Filed”."""
    with centre.app.test_request_context(headers={"Accept-Language": "pt"}):
        assert words.state(name).lower() != name
        assert words.state(name) in {each.string for each in languages.catalogue("pt")}


@pytest.mark.parametrize(
    ("now", "zone", "began"),
    [
        (
            datetime(2026, 3, 2, 2, 59, tzinfo=UTC),
            "America/Sao_Paulo",
            datetime(2026, 3, 1, 3, 0, tzinfo=UTC),
        ),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), "America/Sao_Paulo", datetime(2026, 3, 2, 3, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, 0, tzinfo=UTC), "Europe/Lisbon", datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
    ],
)
def test_today_begins_at_midnight_where_the_centre_is(now: datetime, zone: str, began: datetime) -> None:
    assert words.midnight(now, ZoneInfo(zone)) == began
