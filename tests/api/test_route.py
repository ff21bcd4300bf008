"""Routes as values."""

from __future__ import annotations

from api.model import Empty
from api.route import Answer, Request, Route
from api.shell import routes


def nothing(_asked: Request) -> Answer:
    return Answer()


def test_an_address_as_the_description_writes_it() -> None:
    route = Route("GET", "/a/<b>/c/<int:d>", "x", "s", "", nothing, Empty)
    assert (route.path, route.parts) == ("/a/{b}/c/{d}", ["b", "d"])
    assert not route.writes


def test_every_route_says_what_its_parts_are() -> None:
    for route in routes():
        assert set(route.parts) == set(route.ids), route.name
