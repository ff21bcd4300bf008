"""Routes as values."""

from __future__ import annotations

from console.route import Route


def test_a_route_is_for_signed_in_people_and_reading_unless_it_says_otherwise() -> None:
    route = Route("/x", lambda: "", "x")
    assert (route.role, route.methods) == ("agent", ("GET",))
