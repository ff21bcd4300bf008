"""Versions and numbers of flows."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from support.store import flows
from tests.support.centre import CALLED, NOON, Centre


def version(flow: str, number: int) -> flows.FlowVersion:
    return flows.FlowVersion(flow=flow, version=number, title=flow, source="", document={}, published_at=NOON)


def test_the_newest_version_answers_a_number(centre: Centre) -> None:
    with centre.store.writing() as session:
        assert flows.newest_id_for_number(session, CALLED) == 1
        added = version("acme", 2)
        session.add(added)
        session.flush()
        assert flows.newest_id_for_number(session, CALLED) == added.id
        assert flows.newest_id_for_number(session, "+1") is None
        assert flows.newest(session, "acme") is added
        assert flows.newest(session, "other") is None
        assert flows.version(session, added.id) is added
        assert [row.version for row in flows.versions(session, "acme")] == [2, 1]


def test_a_version_exists_once(centre: Centre) -> None:
    with pytest.raises(IntegrityError), centre.store.writing() as session:
        session.add(version("acme", 1))


def test_one_line_a_flow(centre: Centre) -> None:
    with centre.store.writing() as session:
        session.add_all([version("acme", 2), version("abc", 1)])
    with centre.store.reading() as session:
        assert [(row.flow, row.version) for row in flows.all_newest(session)] == [("abc", 1), ("acme", 2)]


def test_queues_are_those_of_the_newest_versions_and_their_sub_flows(centre: Centre) -> None:
    old, new, other = version("abc", 1), version("abc", 2), version("xyz", 1)
    old.document = {"queues": {"gone": {}}}
    new.document = {"queues": {"sales": {}}, "subflows": {"identify": {"queues": {"desk": {}}}}}
    with centre.store.writing() as session:
        session.add_all([old, new, other])
    with centre.store.reading() as session:
        assert flows.declared_queues(session) == {"billing", "tech", "sales", "desk"}


def test_numbers_are_given_and_taken(centre: Centre) -> None:
    centre.do(flows.assign_numbers, "acme", ["+15550001", "+15550002"])
    centre.do(flows.assign_numbers, "acme", ["+15550002", "+15550003"])
    with centre.store.reading() as session:
        assert flows.numbers(session) == {"+15550002": "acme", "+15550003": "acme"}


def test_notices(centre: Centre) -> None:
    with centre.store.writing() as session:
        session.add(flows.Notice(name="another", words={}))
    with centre.store.reading() as session:
        assert [each.name for each in flows.notices(session)] == ["another", "outage"]
        assert [each.name for each in flows.notices(session, ("outage", "nothing"))] == ["outage"]
