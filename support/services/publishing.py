"""Publishing with all that belongs to it: classifiers are trained first, outside of any transaction."""

from __future__ import annotations

from datetime import datetime

from flows.flow import Flow
from flows.loader import from_document
from support.errors import NotFound
from support.services import flows, intents, learning
from support.services.flows import Models
from support.store.base import Store


def prepare(store: Store, flow: Flow) -> Models:
    """Classifiers from the flow's examples and what people labelled since; takes seconds."""
    with store.reading() as session:
        learned = learning.examples(session, flow.flow)
    return intents.train_for(flow, learned)


def publish(store: Store, flow: Flow, source: str, by: str, now: datetime) -> int:
    """New calls take it from now on; the version's number. Raises Refused for a number that is taken."""
    models = prepare(store, flow)
    with store.writing() as session:
        return flows.publish(session, flow, source, by, now, models)


def prepare_again(store: Store, flow: str, version: int) -> Models:
    """The classifiers that an old version would get today."""
    with store.reading() as session:
        rows = [row for row in flows.versions(session, flow) if row.version == version]
    if not rows:
        raise NotFound("flow %(flow)s has no version %(version)s", flow=flow, version=version)
    return prepare(store, from_document(rows[0].document))
