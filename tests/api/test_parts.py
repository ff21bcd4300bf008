"""The parts of two applications are two."""

from __future__ import annotations

from flask import Flask

from api.parts import Parts, keep, parts
from support.store.base import Store
from tests.support.centre import NOON


def test_each_application_has_its_own(store: Store) -> None:
    apps = [Flask("one"), Flask("other")]
    for number, app in enumerate(apps):
        keep(app, Parts(store, lambda: NOON, version=str(number)))
    for number, app in enumerate(apps):
        with app.app_context():
            assert parts().version == str(number)
