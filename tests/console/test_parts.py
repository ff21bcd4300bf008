"""The parts that views find."""

from __future__ import annotations

from console.parts import parts
from tests.console.centre import Centre


def test_views_find_what_the_application_was_given(centre: Centre) -> None:
    with centre.app.app_context():
        assert parts().store is centre.store
        assert parts().live is centre.live
        assert parts().clock() == centre.clock()
