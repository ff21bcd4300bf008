"""A question's receipt in one line."""

from __future__ import annotations

from typing import Any

import pytest

from console import receipts
from tests.console.centre import Centre

MATCHED = {"step": "main", "input": "speech", "result": "matched", "option": "billing", "answer_ms": 3210}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (MATCHED | {"asked": 1}, "main: said, matched billing after 3.2 s"),
        (
            MATCHED | {"asked": 2, "rejected": 1, "confirmed": 1},
            "main: said, matched billing after 3.2 s, asked twice, not understood once, confirmed",
        ),
        (
            MATCHED | {"option": "tech_support", "asked": 4, "silent": 2, "corrected": 1},
            "main: said, matched tech support after 3.2 s, asked 4 times, silent twice, corrected once",
        ),
        (
            MATCHED | {"input": "keypad", "option": "", "step": "my_card"},
            "my card: keyed, matched after 3.2 s",
        ),
        (
            {"step": "main", "input": "speech", "result": "anywhere", "option": "agent", "answer_ms": 900},
            "main: said, left by “agent” after 0.9 s",
        ),
        (
            {"step": "main", "result": "else", "answer_ms": 15000},
            "main: no answer, nothing matched after 15.0 s",
        ),
        ({"step": "main", "result": "abandoned", "answer_ms": None}, "main: no answer, hung up after 0.0 s"),
        ({"result": "something_new"}, "?: no answer, something new after 0.0 s"),
    ],
)
def test_a_receipt_reads(centre: Centre, data: dict[str, Any], words: str) -> None:
    with centre.app.test_request_context():
        assert receipts.line(data) == words
