"""Settings of lines: what a flow declared, or the ordinary ones."""

from __future__ import annotations

from support.services import lines
from tests.support.centre import FLOW, Centre


def test_a_published_queue_keeps_what_its_flow_declares(centre: Centre) -> None:
    declared = 'billing: {title: Billing, ring: 35s, skills: {english: 3}, callbacks: {from: "10:00"}}'
    centre.publish(FLOW.replace("billing: {title: {en-US: Billing, pt-BR: Faturas}}", declared))
    found = centre.do(lines.settings, "billing")
    assert (found.ring, found.skills, found.callbacks.from_) == (35, {"english": 3}, "10:00")
    assert centre.do(lines.all_settings)["tech"].service_level_s == 30


def test_an_undeclared_queue_has_the_ordinary_ones(centre: Centre) -> None:
    assert centre.do(lines.settings, "nowhere").ring == 20
