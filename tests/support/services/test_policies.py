"""Policies: what is published holds at once and everywhere; what has errors never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.errors import Refused
from support.services import policies
from support.store import migrate
from support.store.base import Store
from tests.support.centre import NOON, Centre

MINE = "ramal policies: 1\ncentre: Padaria\n"


def centre_name(store: Store) -> str:
    with store.reading() as session:
        return policies.current(session).centre


def test_the_newest_one_holds(centre: Centre) -> None:
    assert centre_name(centre.store) == "Ramal"
    assert centre.do(policies.publish, MINE, None, NOON) == 1
    assert centre_name(centre.store) == "Padaria"
    assert centre.do(policies.publish, MINE.replace("Padaria", "Oficina"), None, NOON) == 2
    assert centre_name(centre.store) == "Oficina"


def test_two_databases_in_one_process_have_their_own(centre: Centre, tmp_path: Path) -> None:
    centre.do(policies.publish, MINE, None, NOON)
    assert centre_name(centre.store) == "Padaria"
    other = Store(f"sqlite:///{tmp_path}/other.db")
    migrate.upgrade(other)
    with other.writing() as session:
        policies.publish(session, MINE.replace("Padaria", "Oficina"), None, NOON)
    assert centre_name(other) == "Oficina"
    other.close()


def test_what_has_errors_is_refused(centre: Centre) -> None:
    with pytest.raises(Refused):
        centre.do(policies.publish, "ramal policies: 1\ncentr: X\n", None, NOON)
    assert centre_name(centre.store) == "Ramal"


def test_what_was_published_is_shown_as_written(centre: Centre) -> None:
    centre.do(policies.publish, MINE, None, NOON)
    with centre.store.reading() as session:
        assert policies.text(session) == MINE
