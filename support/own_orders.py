"""Orders that are no business of the phone company's: who carries them out, in which lane of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from recordings.storage import Storage
from support import fetching, report_orders, sound_work
from support.jobs import Jobs
from support.lookup import Records
from support.report_orders import ReportOrders
from support.services import jobs
from support.settings import Settings
from support.store.base import Store
from support.worker import CarryOut, Lane

# A file of 100,000 rows holds up no caller, and a slow mail server none either.
LANES = (*sound_work.LANES, Lane(frozenset({jobs.RUN}), 1), report_orders.LANE)


def kinds(
    settings: Settings,
    store: Store,
    sounds: Storage,
    clock: Callable[[], datetime],
    render: report_orders.Render = report_orders.nobody_renders,
) -> dict[str, CarryOut]:
    return {
        "fetch": fetching.carry_out,
        "look_up_customer": Records(store, settings.secrets).carry_out,
        **Jobs(store, clock, sounds, settings.secret_key).kinds(),
        **ReportOrders(render, settings.mail, settings.twilio.public_url, clock).kinds(),
    }
