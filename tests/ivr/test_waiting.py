"""The order to wait: the step's own wishes before those of the line that is joined."""

from __future__ import annotations

from ivr.actions import Enqueue
from ivr.context import Context
from ivr.engine import start
from ivr.waiting import offers, wait
from tests.ivr.conftest import MONDAY_NOON, build

FLOW = build(
    {
        "wait": {
            "queue": "billing",
            "waiting": {"offers": {"voicemail": {"key": "2"}, "callback": {"key": "1"}}},
            "else": "hang up",
        }
    },
    queues={
        "billing": {"title": "Billing", "music": "bright"},
        "general": {"title": "General", "music": "calm", "announce": ["position"]},
    },
)
STEP = FLOW.steps["wait"]


def test_another_line_has_its_own_music_and_announcements() -> None:
    found = []
    for queue in ("billing", "general"):
        context = Context(FLOW, start(FLOW, "c", 1), MONDAY_NOON)
        context.choice = "overflow general"
        assert wait(context, STEP, queue) is None  # type: ignore[arg-type]
        question = context.actions[-1]
        assert isinstance(question, Enqueue)
        assert context.choice == ""
        assert question.calls_back == "billing"
        found.append((question.queue, question.music, question.announce))
    assert found == [("billing", "bright", None), ("general", "calm", ("position",))]


def test_offers_in_their_order() -> None:
    assert [name for name, _ in offers(STEP)] == ["callback", "voicemail"]  # type: ignore[arg-type]
