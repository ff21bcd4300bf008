"""Every call has exactly one outcome, and which one is no accident."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules.outcomes import OUTCOMES, CallFacts, Outcome, decide

STATES = ("", "waiting", "offered", "connecting", "talking", "held", "timing_out")
any_facts = st.builds(CallFacts, left_while=st.sampled_from(STATES))


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        (CallFacts(), "abandoned_menu"),
        (CallFacts(talked_to_agent=True), "answered"),
        (CallFacts(callback_promised=True), "callback"),
        (CallFacts(voicemail_opened=True), "voicemail"),
        (CallFacts(transferred=True), "transferred_out"),
        (CallFacts(left_while="waiting"), "abandoned_queue"),
        (CallFacts(left_while="timing_out"), "abandoned_queue"),
        (CallFacts(left_while="offered"), "abandoned_ringing"),
        (CallFacts(left_while="connecting"), "abandoned_ringing"),
        (CallFacts(failed=True), "failed"),
        (CallFacts(failed=True, left_while="waiting"), "abandoned_queue"),
        (CallFacts(finished=True), "contained"),
        (CallFacts(finished=True, closed=True), "after_hours"),
        (CallFacts(closed=True), "abandoned_menu"),
        (CallFacts(talked_to_agent=True, left_while="held"), "abandoned_hold"),
        (CallFacts(talked_to_agent=True, left_while="waiting"), "answered"),
        (CallFacts(turned_away=True), "overflow"),
        (CallFacts(turned_away=True, finished=True), "overflow"),
        (CallFacts(turned_away=True, finished=True, closed=True), "after_hours"),
        (CallFacts(turned_away=True, voicemail_opened=True), "voicemail"),
        (CallFacts(talked_to_agent=True, callback_promised=True, failed=True), "answered"),
        (CallFacts(callback_promised=True, voicemail_opened=True), "callback"),
        (CallFacts(voicemail_opened=True, left_while="waiting"), "voicemail"),
    ],
)
def test_the_outcome_of(facts: CallFacts, outcome: Outcome) -> None:
    assert decide(facts) == outcome


@given(any_facts)
def test_there_is_always_one(facts: CallFacts) -> None:
    assert decide(facts) in OUTCOMES


@given(any_facts)
def test_a_conversation_counts_whatever_else_happened(facts: CallFacts) -> None:
    assert decide(replace(facts, talked_to_agent=True)) in ("answered", "abandoned_hold")


def test_every_outcome_can_happen() -> None:
    names = [field.name for field in fields(CallFacts) if field.name != "left_while"]
    flags: list[dict[str, Any]] = [{name: True} for name in names]
    cases = [CallFacts(**flag) for flag in flags] + [CallFacts(left_while=state) for state in STATES]
    cases += [CallFacts(finished=True, closed=True), CallFacts(talked_to_agent=True, left_while="held")]
    reached = {decide(case) for case in cases}
    assert reached == set(OUTCOMES)
