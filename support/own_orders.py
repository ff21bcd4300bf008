"""Orders that are no business of the phone company's: who carries them out, in which lane of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from recordings.storage import Storage
from support import fetching, sound_work
from support.jobs import Jobs
from support.lookup import Records
from support.services import jobs
from support.settings import Settings
from support.store.base import Store
from support.worker import CarryOut, Lane

LANES = (*sound_work.LANES, Lane(frozenset({jobs.RUN}), 1))  # a file of 100,000 rows holds up no caller


def kinds(
    settings: Settings, store: Store, sounds: Storage, clock: Callable[[], datetime]
) -> dict[str, CarryOut]:
    return {
        "fetch": fetching.carry_out,
        "look_up_customer": Records(store, settings.secrets).carry_out,
        **Jobs(store, clock, sounds, settings.secret_key).kinds(),
    }
