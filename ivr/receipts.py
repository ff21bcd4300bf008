"""A receipt for each question: how often it was asked, heard, confirmed, and what became of it. Never words.

It grows in `State.receipt` while the question stands and becomes one mark when it is left for good.
"""

from __future__ import annotations

from ivr.context import Context

COUNTS = ("asked", "heard", "confirmed", "corrected", "rejected", "silent", "keyed")
_FACTS = ("option", "intent", "score", "confidence")


def asked(context: Context, kind: str) -> None:
    """The question is put, for the first time or again. `kind`: menu, ask or collect."""
    if not context.receipt:
        context.receipt = {"kind": kind, "at": context.now.timestamp()}
    count(context, "asked")


def count(context: Context, name: str) -> None:
    context.receipt = {**context.receipt, name: times(context, name) + 1}


def times(context: Context, name: str) -> int:
    return int(context.receipt.get(name, 0))


def score(context: Context) -> float:
    """Of what was judged last."""
    return float(context.receipt.get("score", 0.0))


def keyed(context: Context) -> None:
    note(context, input="keypad")
    count(context, "keyed")


def heard(context: Context, confidence: float) -> None:
    note(context, input="speech", confidence=confidence)
    count(context, "heard")


def note(context: Context, **facts: str | int | float) -> None:
    """Nothing where no receipt is kept: shipped questions have none."""
    if context.receipt:
        context.receipt = {**context.receipt, **facts}


def close(context: Context, result: str = "") -> None:
    """Hand the receipt out, if a question stands. Without a result: what was noted, else `else`."""
    receipt = context.receipt
    if "kind" not in receipt:
        return
    context.receipt = {}
    taken_s = context.now.timestamp() - float(receipt["at"])
    context.mark(
        "receipt",
        step=context.place,
        kind=receipt["kind"],
        input=receipt.get("input", "none"),
        result=result or receipt.get("result", "else"),
        # Workers' clocks may differ by a little.
        answer_ms=max(0, round(taken_s * 1000)),
        **{name: receipt.get(name, 0) for name in COUNTS},
        **{name: receipt[name] for name in _FACTS if name in receipt},
    )
