"""The table itself. That walks keep to `leads_to` is a property: test_properties.py."""

from __future__ import annotations

from flows.steps import KINDS
from ivr.events import HungUp
from ivr.transitions import AFTER_WALK, PHASES, STEPS_IN, TRANSITIONS, WALK


def test_every_phase_but_the_last_can_be_left() -> None:
    for phase in PHASES:
        events = [event for at, event in TRANSITIONS if at == phase]
        assert bool(events) is (phase != "ended"), phase
        assert (HungUp in events) is (phase != "ended"), phase


def test_the_table_names_only_known_phases() -> None:
    assert {phase for phase, _ in TRANSITIONS} == set(PHASES) - {"ended"}
    targets = {target for transition in TRANSITIONS.values() for target in transition.leads_to}
    assert targets <= {*PHASES, WALK}
    assert set(PHASES) >= AFTER_WALK


def test_every_phase_that_a_step_asks_in_names_its_steps() -> None:
    assert set(STEPS_IN) == set(PHASES) - {"new", "ended"}
    kinds = {kind for group in STEPS_IN.values() for kind in group}
    assert kinds <= set(KINDS.values())
