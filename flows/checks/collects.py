"""Digits that callers can really type: lengths, the finishing key, checks that can succeed, long waits."""

from __future__ import annotations

from flows.checks.context import Context
from flows.places import Path
from flows.steps import Collect, Queue, Voicemail

HOUR_S = 3600

# The numbers of digits with which a check can succeed.
LENGTHS: dict[str, tuple[int, ...]] = {
    "cpf": (11,),
    "cnpj": (14,),
    "phone": tuple(range(8, 16)),
    "date": (6, 8),
    "luhn": tuple(range(2, 33)),
    "none": tuple(range(1, 33)),
}


def check(context: Context) -> None:
    for name, step in context.flow.steps.items():
        path: Path = ("steps", name)
        if isinstance(step, Collect):
            _lengths(context, step, path)
            if step.secret and step.input != "keypad":
                message = "secret digits are only typed, never said; write `input: keypad`"
                context.error((*path, "input"), message, "secret by voice")
            if step.finish.isdigit():
                message = f"{step.finish} ends the digits, so it can never be one of them; use # or *"
                context.error((*path, "finish"), message, "finish key")
        elif isinstance(step, Queue | Voicemail) and step.at_most > HOUR_S:
            context.warn((*path, "at_most"), "this is longer than an hour", "long wait")
        elif isinstance(step, Queue | Voicemail) and step.at_most == 0:
            context.error((*path, "at_most"), "this leaves no time at all", "no time")


def _lengths(context: Context, step: Collect, path: Path) -> None:
    at = (*path, "digits")
    if isinstance(step.digits, int) and not 1 <= step.digits <= 32:
        context.error(at, f"{step.digits} digits cannot be typed; write 1 to 32", "digits")
        return
    length = step.length
    if length.min > length.max:
        message = f"at least {length.min} and at most {length.max} digits is impossible"
        context.error(at, message, "digits")
        return
    # Out of range altogether, not merely too wide: "up to 14 digits" can still be a CPF.
    if not any(length.min <= n <= length.max for n in LENGTHS[step.check]):
        needs = " or ".join(str(n) for n in LENGTHS[step.check][:2])
        what = {"cpf": "a CPF has", "cnpj": "a CNPJ has", "date": "a date has"}.get(
            step.check, f"the check {step.check} needs at least"
        )
        needs = needs if step.check in ("cpf", "cnpj", "date") else str(LENGTHS[step.check][0])
        context.error(at, f"no answer can be right: {what} {needs} digits", "impossible check")
