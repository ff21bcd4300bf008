"""What Prometheus reads: gauges asked at that moment, timers and counters of this process alone."""

from __future__ import annotations

import os

from prometheus_client.parser import text_string_to_metric_families

from support.instruments import TIMED, Instruments
from support.services.gauges import Gauges

SOME = Gauges(
    waiting={"billing": 3}, longest_wait_s={"billing": 42.5}, callbacks={"billing": 1},
    callbacks_due={"billing": 1}, agents={"available": 2, "away": 0}, calls=5, orders_due=1,
    orders_late_s=0.5, hooks_due=0, tickets_open=7, tickets_late=2, tickets_soon_late=1,
)  # fmt: skip
PROCESS = str(os.getpid())


def read(instruments: Instruments) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = instruments.read().decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_gauges_are_those_of_the_moment() -> None:
    found = read(Instruments(lambda: SOME, lambda: (4, 40)))
    assert found["ramal_waiting", (("queue", "billing"),)] == 3
    assert found["ramal_longest_wait_seconds", (("queue", "billing"),)] == 42.5
    assert found["ramal_agents", (("presence", "away"),)] == 0
    assert found["ramal_calls_in_progress", ()] == 5
    assert found["ramal_tickets_late", ()] == 2
    assert found["ramal_streams", (("process", PROCESS),)] == 4
    assert found["ramal_streams_most", (("process", PROCESS),)] == 40
    assert found["ramal_database_up", ()] == 1


def test_without_the_database_the_process_still_answers() -> None:
    instruments = Instruments(lambda: None)
    instruments.took("webhook", "/twilio/voice", 0.004)
    found = read(instruments)
    assert found["ramal_database_up", ()] == 0
    assert ("ramal_calls_in_progress", ()) not in found
    assert found["ramal_webhook_seconds_count", (("process", PROCESS), ("route", "/twilio/voice"))] == 1


def test_times_fall_into_buckets() -> None:
    instruments = Instruments()
    for seconds in (0.004, 0.2, 0.2):
        instruments.took("webhook", "/twilio/voice", seconds)
    instruments.took("routing", "", 0.003)
    found = read(instruments)
    route = ("process", PROCESS), ("route", "/twilio/voice")
    assert found["ramal_webhook_seconds_bucket", (("le", "0.005"), *route)] == 1
    assert found["ramal_webhook_seconds_bucket", (("le", "0.25"), *route)] == 3
    assert found["ramal_routing_seconds_count", (("process", PROCESS),)] == 1


def test_events_and_outcomes_are_counted() -> None:
    instruments = Instruments()
    instruments.counted({("call_started", ""): 2, ("call_ended", "answered"): 1})
    instruments.counted({("call_ended", "answered"): 1, ("call_ended", "voicemail"): 1})
    found = read(instruments)
    assert found["ramal_call_events_total", (("kind", "call_started"), ("process", PROCESS))] == 2
    assert found["ramal_call_events_total", (("kind", "call_ended"), ("process", PROCESS))] == 3
    assert found["ramal_calls_ended_total", (("outcome", "answered"), ("process", PROCESS))] == 2


def test_two_programs_in_one_process_count_apart() -> None:
    one, other = Instruments(), Instruments()
    one.counted({("call_started", ""): 1})
    assert ("ramal_call_events_total", (("kind", "call_started"), ("process", PROCESS))) not in read(other)


def test_everything_that_is_timed_has_words_and_rising_limits() -> None:
    for label, words, limits in TIMED.values():
        assert words
        assert list(limits) == sorted(limits)
        assert label in ("", "route", "kind")
