"""A flow is published while people are on the line: new calls hear it, live calls stay on theirs."""

from __future__ import annotations

from pathlib import Path

from console.commands import run
from flows.loader import load
from recordings.storage import Storage
from tests.journeys.town import SMALL, Town

LIBRARY = Path(__file__).resolve().parents[2] / "flows" / "library"


def publish(town: Town, path: Path) -> int:
    folder, centre = path.parent, town.centre
    sounds = Storage(str(folder / "sounds"))
    return run(
        "flows", ["publish", str(path)], centre.store, folder, town.now, folder, centre.hearing, sounds
    )


def test_new_calls_take_the_new_version_live_calls_stay(town: Town, tmp_path: Path) -> None:
    before, after = town.customer("+12025550101"), town.customer("+12025550102")
    before.dial(SMALL)
    before.expect_heard("press 2")

    flow = tmp_path / "small.yaml"
    flow.write_text((LIBRARY / "small.yaml").read_text().replace("this is the small shop", "welcome back"))
    assert publish(town, flow) == 0

    after.dial(SMALL)
    after.expect_heard("welcome back")
    before.press("8")
    before.expect_heard("press 2")
    before.press("2")
    before.expect_heard("calm")
    assert "welcome back" not in before.conversation()
    before.hang_up()
    after.hang_up()
    assert town.outcome(before) == "abandoned_queue"


def test_a_broken_flow_changes_nothing(town: Town, tmp_path: Path) -> None:
    flow = tmp_path / "small.yaml"
    flow.write_text((LIBRARY / "small.yaml").read_text().replace("next: repairs_queue", "next: repair_queue"))
    assert not load(flow).publishable
    assert publish(town, flow) == 1
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("this is the small shop")
    carol.hang_up()
