"""Publishing trains first, and a number that is taken leaves nothing behind."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import publishing
from support.store import flows as flow_store
from support.store import transcripts
from support.store.base import Store
from tests.support.centre import NOON, parsed
from tests.support.services.test_intents import FLOW


def languages_with_a_model(store: Store, version: int) -> list[str]:
    with store.reading() as session:
        row = next(row for row in flow_store.versions(session, "acme") if row.version == version)
        return [each for each in ("en-US", "pt-BR", "es-ES") if transcripts.model(session, row.id, each)]


def test_a_version_has_a_classifier_for_each_of_its_languages(store: Store) -> None:
    assert publishing.publish(store, parsed(FLOW), FLOW, "ana", NOON) == 1
    assert languages_with_a_model(store, 1) == ["en-US", "pt-BR"]


def test_an_old_version_gets_the_classifiers_it_would_get_today(store: Store) -> None:
    publishing.publish(store, parsed(FLOW), FLOW, "ana", NOON)
    assert set(publishing.prepare_again(store, "acme", 1)) == {"en-US", "pt-BR"}
    with pytest.raises(NotFound, match="version 7"):
        publishing.prepare_again(store, "acme", 7)


def test_a_number_that_is_taken_leaves_nothing_behind(store: Store) -> None:
    publishing.publish(store, parsed(FLOW), FLOW, "ana", NOON)
    other = parsed(FLOW.replace("flow: acme", "flow: other"))
    with pytest.raises(Refused, match="already answered"):
        publishing.publish(store, other, FLOW, "ana", NOON)
    with store.reading() as session:
        assert flow_store.newest(session, "other") is None
