"""What callers may say at any question that hears words: agent, main menu, repeat, go back.

The main flow's `anywhere` says which; it holds inside sub-flows too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flows.flow import Anywhere
from flows.phrase_book import COMMANDS
from flows.phrases import nearest_language
from flows.steps import Ask, Collect, Menu
from ivr import receipts
from ivr.context import Context, Move
from ivr.events import SpeechHeard
from ivr.judging import CERTAIN, FAINT, Candidate, judge, trust

LEADING = frozenset({"agent", "main_menu"})
"""Commands that lead to a step of the main flow; the others stay with the question."""


def commands(context: Context) -> tuple[Candidate, ...]:
    """The commands of this flow as candidates. An intent of a command's name adds its examples."""
    anywhere = context.flow.anywhere
    if anywhere is None:
        return ()
    found = (
        Candidate(name, target, "", name, _shipped(context.language, name), _examples(context, name), name)
        for name, target in _targets(anywhere).items()
    )
    # Without any phrase it cannot be said.
    return tuple(each for each in found if each.expected)


def _shipped(language: str, name: str) -> tuple[str, ...]:
    """Of the same tongue only: a recogniser that listens for foreign words hears them in anything."""
    nearest = nearest_language(language)
    return COMMANDS[nearest][name] if nearest.partition("-")[0] == language.partition("-")[0] else ()


def _targets(anywhere: Anywhere) -> dict[str, str]:
    targets = {"agent": anywhere.agent or "", "main_menu": anywhere.main_menu or ""}
    wanted = {name: target for name, target in targets.items() if target}
    if anywhere.repeat:
        wanted["repeat"] = ""
    if anywhere.go_back:
        wanted["go_back"] = ""
    return wanted


def _examples(context: Context, name: str) -> tuple[str, ...]:
    return tuple(context.flow.intents.get(name, {}).get(context.language, ()))


def said(event: SpeechHeard, among: Sequence[Candidate]) -> tuple[Candidate, float] | None:
    """The command that was surely said, with its score."""
    verdict = judge(event, among)
    sure = verdict.score >= CERTAIN and (verdict.exact or trust(event.confidence) >= FAINT)
    return (among[verdict.found[0]], verdict.score) if verdict.found and sure else None


def leave_question(context: Context, event: SpeechHeard) -> Move:
    """Follow "agent" or "main menu" where something else was asked; None when neither was said."""
    found = said(event, [each for each in commands(context) if each.command in LEADING])
    return lead(context, *found) if found else None


def lead(context: Context, command: Candidate, score: float) -> Move:
    """To the command's step, out of any sub-flow."""
    context.mark(
        "option_chosen",
        step=context.place,
        by="anywhere",
        option=command.label,
        next=command.target,
        score=score,
    )
    receipts.note(context, option=command.label, intent=command.intent)
    receipts.close(context, "anywhere")
    context.stack = ()
    context.go_into(context.flow.flow)
    # No author wrote this way out of the step, so it has no label.
    return "", command.target


def stay(context: Context, command: Candidate, score: float, again: Callable[[], Move]) -> Move:
    """Repeat the question, or go back to the one before; without one, that is repeating too."""
    context.mark("commanded", step=context.place, command=command.command, score=score)
    before = step_before(context) if command.command == "go_back" else ""
    if not before:
        return again()
    receipts.note(context, option=command.label, intent=command.intent)
    receipts.close(context, "anywhere")
    return "", before


def step_before(context: Context) -> str:
    """The step that asked before this one was first met in this flow; "" when there is none."""
    steps = context.here.steps if context.here else {}
    inside = "" if context.here is context.flow else f"{context.flow_name}."
    here = [place.removeprefix(inside) for place in context.path if place.startswith(inside)]
    earlier = here[: here.index(context.step)] if context.step in here else []
    asked = (name for name in reversed(earlier) if isinstance(steps.get(name), Menu | Ask | Collect))
    return next(asked, "")
