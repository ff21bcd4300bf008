"""Every verb of the grammar can be played, and nothing else."""

from __future__ import annotations

from exchange.twiml.grammar import VERBS
from exchange.verbs.table import TABLE


def test_table_and_grammar_name_the_same_verbs() -> None:
    assert set(TABLE) == VERBS
