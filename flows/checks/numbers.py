"""Phone numbers that can exist."""

from __future__ import annotations

import phonenumbers

from flows.checks.context import Context
from flows.places import Path
from flows.steps import Callback, Message, Transfer


def check(context: Context) -> None:
    flow = context.flow
    for i, number in enumerate(flow.numbers):
        _number(context, number, ("numbers", i))
        if number in flow.numbers[:i]:
            context.error(("numbers", i), f"the number {number} is written twice", "duplicate number")
    if flow.fallback:
        _number(context, flow.fallback, ("fallback",))
    for name, step in flow.steps.items():
        if isinstance(step, Transfer) and step.transfer.startswith("+"):
            _number(context, step.transfer, ("steps", name, "transfer"))
        elif isinstance(step, Callback) and "{" not in step.number:
            _number(context, step.number, ("steps", name, "number"))
        elif isinstance(step, Message) and "{" not in step.to:
            _number(context, step.to, ("steps", name, "to"))


def _number(context: Context, text: str, path: Path) -> None:
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        context.error(path, f"'{text}' cannot be a phone number; write it like +551140028922", "number")
    elif not phonenumbers.is_valid_number(number):
        context.warn(path, f"'{text}' is not in use in its country's numbering plan", "number")
