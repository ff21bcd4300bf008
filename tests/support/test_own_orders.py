"""Each kind has somebody who does it; long work has a lane of its own."""

from __future__ import annotations

from pathlib import Path

from recordings.storage import Storage
from support import own_orders
from support.services import jobs, scheduled_reports
from support.settings import read_settings
from support.store.base import Store


def test_every_kind_that_is_placed_is_known(store: Store, tmp_path: Path) -> None:
    settings = read_settings({"RAMAL_DATA": str(tmp_path)})
    known = own_orders.kinds(settings, store, Storage(str(tmp_path)), lambda: None)  # type: ignore[arg-type,return-value]
    assert set(known) == {"fetch", "look_up_customer", jobs.RUN, jobs.REMOVE, scheduled_reports.ORDER}


def test_a_long_job_holds_up_nothing_else() -> None:
    for kind in (jobs.RUN, scheduled_reports.ORDER):
        lanes = [lane for lane in own_orders.LANES if kind in lane.kinds]
        assert [lane.kinds for lane in lanes] == [frozenset({kind})]
