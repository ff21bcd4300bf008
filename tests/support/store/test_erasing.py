"""What stays of an event when a number is erased: figures and our own words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support.store.erasing import OURS, scrubbed

NUMBER = "+5511988887777"
HOLDING = st.sampled_from([NUMBER, f"to {NUMBER}", 5511988887777])
KEYS = st.sampled_from([NUMBER, "queue"])
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | HOLDING,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


def test_figures_and_our_words_stay() -> None:
    said = {
        "queue": "billing", "waited_s": 12, "number": "+55…", "to": "Rosa", "ok": True,
        "deep": [{"name": "R"}],
    }  # fmt: skip
    assert scrubbed(said, NUMBER) == {
        "queue": "billing", "waited_s": 12, "number": "", "to": "", "ok": True,
        "deep": [{"name": ""}],
    }  # fmt: skip


def test_even_our_words_go_when_they_hold_the_number() -> None:
    assert scrubbed({"reason": f"called {NUMBER}", "queue": NUMBER}, NUMBER) == {"reason": "", "queue": ""}


@given(st.dictionaries(st.sampled_from(sorted(OURS)) | st.sampled_from(["to", "text"]), DATA, max_size=5))
def test_nothing_of_a_number_is_left_in_any_value(data: dict[str, object]) -> None:
    assert NUMBER.lstrip("+") not in str(scrubbed(data, NUMBER))
