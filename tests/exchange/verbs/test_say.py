"""<Say>: words, language, voice, loops, SSML, and how long they take."""

from __future__ import annotations

import pytest

from exchange.clock import ManualClock
from tests.exchange.conftest import LINE, BuildTown, Town


def test_words_with_language_and_voice(town: Town) -> None:
    town.line(
        '<Say language="pt-BR" voice="Polly.Camila-Neural">'
        'Bom dia, <break time="1s"/><emphasis>Ana</emphasis></Say>'
    )
    town.caller.dial(LINE)
    heard = town.caller.expect_heard("Bom dia, Ana")
    assert (heard.kind, heard.language, heard.voice) == ("say", "pt-BR", "Polly.Camila-Neural")
    assert town.caller.expect_ended() == "completed"


def test_loop_repeats(town: Town) -> None:
    town.line('<Say loop="3">again</Say>')
    town.caller.dial(LINE)
    town.caller.expect_ended()
    assert [h.text for h in town.caller.transcript if h.kind == "say"] == ["again"] * 3


def test_takes_its_time_on_the_clock(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock, prompt_speed=1.0)
    town.line(f"<Say>{'x' * 150}</Say><Say>next</Say>")
    town.caller.dial(LINE)
    assert town.caller.expect_heard("xxx").duration_s == pytest.approx(10.0)
    clock.advance(9)
    assert "next" not in town.caller.conversation()
    clock.advance(1.1)
    town.caller.expect_heard("next")
