"""Demonstration data: once, in an empty database, and everything in it works."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support import demo
from support.services import agents, flows, people
from support.settings import ROOT
from support.store.base import Store
from tests.support.centre import NOON

LIBRARY = ROOT / "flows" / "library"


@pytest.fixture
def filled(store: Store) -> Store:
    demo.fill(store, LIBRARY, NOON)
    return store


def test_everybody_can_sign_in(filled: Store) -> None:
    with filled.writing() as session:
        for login, password, role in demo.LOGINS:
            user = people.sign_in(session, login, password, NOON)
            assert user
            assert user.role == role


def test_flows_are_published_and_every_queue_has_an_agent(filled: Store) -> None:
    with filled.reading() as session:
        lines = flows.published(session)
        assert [line.flow for line in lines] == ["acme", "ask", "small"]
        assert all(line.numbers for line in lines)
        served = {queue for row in agents.overview(session) for queue in row.queues}
        assert served == flows.queue_names(session)


def test_a_second_start_changes_nothing(filled: Store) -> None:
    demo.fill(filled, LIBRARY, NOON)
    with filled.reading() as session:
        assert len(people.users(session)) == len(demo.LOGINS)
        assert [line.version for line in flows.published(session)] == [1, 1, 1]


def test_broken_flows_are_left_out(store: Store, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("ramal: 1\nflow: broken\n")
    (tmp_path / "small.yaml").write_text((LIBRARY / "small.yaml").read_text())
    demo.fill(store, tmp_path, NOON)
    with store.reading() as session:
        assert [line.flow for line in flows.published(session)] == ["small"]


def test_nobody_waits_while_passwords_are_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take long on purpose, and other processes gave up: the database is locked."""
    made = people.hash_password

    def hashed(password: str) -> str:
        with store.writing():
            return made(password)

    monkeypatch.setattr(people, "hash_password", hashed)
    demo.fill(store, LIBRARY, NOON)
    with store.reading() as session:
        assert len(people.users(session)) == len(demo.LOGINS)


def test_processes_that_start_together_fill_it_once(database_url: str) -> None:
    stores = [Store(database_url) for _ in range(4)]
    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(lambda each: demo.fill(each, LIBRARY, NOON), stores))
    with stores[0].reading() as session:
        assert len(people.users(session)) == len(demo.LOGINS)
        assert [line.version for line in flows.published(session)] == [1, 1, 1]
    for each in stores:
        each.close()
