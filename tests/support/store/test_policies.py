"""The newest published policies hold."""

from __future__ import annotations

from support.store import policies as store
from tests.support.centre import NOON, Centre


def test_the_newest(centre: Centre) -> None:
    with centre.store.writing() as session:
        assert store.newest(session) is None
        for text in ("one", "two"):
            session.add(store.PolicyVersion(text=text, published_at=NOON))
            session.flush()
        found = store.newest(session)
    assert found
    assert found.text == "two"
