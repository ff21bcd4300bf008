"""The state goes through JSON and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ivr.state import State

TEXT = st.text(max_size=20)
STATES = st.builds(
    State,
    call=TEXT,
    flow=TEXT,
    version=st.integers(0, 10**9),
    language=TEXT,
    step=TEXT,
    seq=st.integers(0, 10**6),
    attempt=st.integers(1, 10),
    phase=st.sampled_from(["new", "menu", "ended"]),
    choice=TEXT,
    variables=st.dictionaries(TEXT, TEXT, max_size=4),
    path=st.lists(TEXT, max_size=4).map(tuple),
    stack=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    steps_walked=st.integers(0, 600),
    walked=st.integers(0, 40),
    began=st.floats(0, 1e10),
    rescued=st.sampled_from(["", "step", "voicemail"]),
    receipt=st.dictionaries(TEXT, TEXT | st.integers(0, 9) | st.floats(0, 1e10), max_size=3),
)


@given(STATES)
def test_round_trip(state: State) -> None:
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_a_row_of_before_a_field_was_added_is_read() -> None:
    data = State("c", "f", 1, "en-US").to_json()
    del data["rescued"], data["began"], data["receipt"]
    assert State.from_json(data) == State("c", "f", 1, "en-US")


def test_ended() -> None:
    assert State("c", "f", 1, "en-US", phase="ended").ended
    assert not State("c", "f", 1, "en-US").ended
