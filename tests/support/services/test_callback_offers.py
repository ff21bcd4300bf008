"""Callbacks that were offered: by the flow, in the line, and how many were taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.services import behind_more, callback_offers, explaining
from support.services.callback_offers import OfferFigures
from support.services.metrics import Asked
from tests.support import books
from tests.support.centre import BILLING, NOON, Centre

DAY = Asked(NOON - timedelta(hours=12), NOON + timedelta(hours=12))


def offered(centre: Centre, sid: str, queue: str = "billing") -> None:
    centre.reach(BILLING, sid)
    centre.do(callback_offers.note, sid, queue, centre.now)


def test_it_is_noted_once_and_of_calls_that_there_are(centre: Centre) -> None:
    offered(centre, "CA1")
    centre.do(callback_offers.note, "CA1", "billing", centre.later(60))
    centre.do(callback_offers.note, "CA9", "billing", centre.now)
    with centre.store.reading() as session:
        assert callback_offers.offers(session, DAY) == OfferFigures(1, 0)
        assert callback_offers.is_noted(session, "CA1", "billing")
        assert not callback_offers.is_noted(session, "CA1", "tech")
        assert callback_offers.is_noted(session, "CA9", "billing"), "nothing is to be noted of no call"


def test_a_callers_way_through_the_flow(centre: Centre) -> None:
    """The step of the flow offers and promises; a promise that is open already is not offered again."""
    centre.begin("CA1")
    centre.press("CA1", "4")
    centre.end("CA1")
    centre.begin("CA2")
    centre.press("CA2", "4")
    offered(centre, "CA3", "tech")
    with centre.store.reading() as session:
        assert callback_offers.offers_by_queue(session, DAY) == {
            "billing": OfferFigures(1, 1), "tech": OfferFigures(1, 0),
        }  # fmt: skip
        assert callback_offers.offers(session, DAY).accepted_share == 0.5
        only = Asked(DAY.start, DAY.end, ("tech",))
        assert callback_offers.offers(session, only).accepted_share == 0.0


def test_nothing_offered_is_no_share(centre: Centre) -> None:
    with centre.store.reading() as session:
        found = callback_offers.offers(session, Asked(DAY.end, DAY.start))
    assert (found.offered, found.accepted_share) == (0, None)


@pytest.mark.parametrize(("dim", "value", "count"), [
    ("flow", "acme", 1), ("flow", "gone", 0), ("language", "gone", 0), ("agent", "1", 1), ("team", "", 1),
])  # fmt: skip
def test_filters_that_narrow_and_that_cannot(centre: Centre, dim: str, value: str, count: int) -> None:
    offered(centre, "CA1")
    centre.end("CA1")
    books.kept(centre)
    asked = Asked(DAY.start, DAY.end, (), dim, value)
    with centre.store.reading() as session:
        assert callback_offers.offers(session, asked).offered == count
        found = explaining.explain(session, asked, "callbacks_offered")
        assert found.value == count
        assert ("filter" in {each.what for each in found.left_out}) == (dim in ("agent", "team"))
        assert len(behind_more.behind(session, asked, "offers offered")) == count


def test_the_rows_are_what_the_figure_counts(centre: Centre) -> None:
    for n in range(3):
        offered(centre, f"CA{n}")
    centre.begin("CB")
    centre.press("CB", "4")
    with centre.store.reading() as session:
        explained = explaining.explain(session, DAY, "callbacks_accepted")
        assert explained.value == 0.25
        assert dict(explained.inputs) == {"offers_accepted": 1, "callbacks_offered": 4}
        rows = {
            of: behind_more.behind(session, DAY, f"offers {of}") for of in ("offered", "accepted", "declined")
        }
    assert {of: len(found) for of, found in rows.items()} == {"offered": 4, "accepted": 1, "declined": 3}
    assert {row.state for row in rows["declined"]} == {"declined"}
