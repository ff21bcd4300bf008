"""Kept classifiers that were damaged, and those of another version, are refused; none is half believed."""

from __future__ import annotations

import io
import json
import random
from typing import Any

import numpy as np
import pytest

from speech.intents import Classifier, train
from speech.intents_file import VERSION, dump, parse
from tests.speech.test_intents import FLOW, Letters

KEPT = dump(train(FLOW, Letters(), "en-US"))


def changed(told: dict[str, Any] | None = None, without: str = "", **arrays: Any) -> bytes:
    with np.load(io.BytesIO(KEPT)) as archive:
        parts = {name: archive[name] for name in archive.files if name != without}
    if told is not None:
        whole = json.loads(parts["told"].tobytes()) | told
        parts["told"] = np.frombuffer(json.dumps(whole).encode(), np.uint8)
    out = io.BytesIO()
    np.savez(out, **(parts | arrays))
    return out.getvalue()


def test_it_is_small_and_no_pickle() -> None:
    assert len(KEPT) < 100_000
    assert parse(KEPT, None).intents == ("billing", "technical", "person")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        KEPT[:-20],
        KEPT[: len(KEPT) // 2],
        changed({"version": VERSION + 1}),
        changed({"intents": ["billing"]}),
        changed({"terms": ["pay"]}),
        changed({"exact": {"pay": [17]}}),
        changed({"exact": 3}),
        changed({"texts": "many"}),
        changed(without="rarity"),
        changed(without="plain_weights"),
        changed(without="points"),
        changed(told=None, told_=1, plain_bias=np.zeros(1)),
        changed(places=np.array([10**6], np.int32)),
        changed(owners=np.full(9, -1, np.int32)),
        changed(rarity=np.zeros((2, 2))),
        changed(values=np.array([{}], dtype=object)),
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^intents"):
        Classifier.from_bytes(data, None)


def test_a_version_of_the_future_says_so() -> None:
    with pytest.raises(ValueError, match=f"version {VERSION + 1}"):
        parse(changed({"version": VERSION + 1}), None)


def test_any_byte_may_be_wrong() -> None:
    """A wrong byte is refused, or lies where nothing depends on it."""
    chance = random.Random(3)
    for _ in range(150):
        data = bytearray(KEPT)
        data[chance.randrange(len(data))] ^= 1 + chance.randrange(255)
        try:
            found = parse(bytes(data), Letters())
        except ValueError:
            continue
        assert all(0 <= score <= 1 for _, score in found.scores("pay my bill"))
