"""What is wrong with policies of the right shape: names that lead nowhere, lines that never hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.checks import hours
from flows.findings import Finding, Weight, short
from flows.nearest import nearest
from flows.places import Path, Places
from flows.policies import REPORTS, Outcome, Policies, Rule
from flows.queues import RecordingMode

SAC = "br-sac"
SAC_DAYS = 90  # Brazil's Decree 11.034 of 2022: recordings of calls are kept at least so long
PROMISED: tuple[Outcome, ...] = ("voicemail", "callback", "wrap-up")
FILLED_IN = ("ticket.number", "ticket.subject", "centre", "reply", "scale")
_GAP = re.compile(r"\{([^{}]*)\}")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")
_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")


@dataclass
class _Checked:
    """One file while it is looked at."""

    policies: Policies
    places: Places
    findings: list[Finding] = field(default_factory=list)

    def say(
        self, weight: Weight, path: Path, message: str, suggestion: str = "", *, key: bool = False
    ) -> None:
        place = self.places.key(path) if key else self.places.value(path)
        self.findings.append(Finding(weight, message, self.places.file, *place, suggestion, "policies"))

    def error(
        self, path: Path, message: str, rule: str = "", suggestion: str = "", *, key: bool = False
    ) -> None:
        del rule  # all of them are of policies
        self.say("error", path, message, suggestion, key=key)

    def unknown(self, what: str, name: str, known: Iterable[str], path: Path) -> None:
        verb = "are" if what == "hours" else "is"
        self.say("error", path, f"no {what} {verb} called '{short(name)}'", nearest(name, known))


def check(
    policies: Policies,
    places: Places,
    queues: frozenset[str] | None = None,
    under_sac: Mapping[str, RecordingMode] | None = None,
) -> list[Finding]:
    """In no order. `queues`: those that flows declare, where that is known; `under_sac`: those of flows with
    the law profile br-sac, and whether they are recorded.
    """
    checked = _Checked(policies, places)
    hours.zone(checked, policies.timezone)
    hours.each(checked, policies.hours)
    _targets(checked)
    _promises(checked)
    _escalations(checked)
    _tickets(checked)
    _unreachable(checked, "keep", [(each.queue, each.kind) for each in policies.keep])
    _messages(checked)
    _wallboard(checked)
    _reports(checked)
    if queues is not None:
        _queues(checked, queues)
    for queue, mode in sorted((under_sac or {}).items()):
        _kept_as_long_as_sac_says(checked, queue, mode)
    return checked.findings


def _kept_as_long_as_sac_says(checked: _Checked, queue: str, mode: RecordingMode) -> None:
    """Without a line that fits, sounds are kept until somebody deletes them: long enough."""
    if mode == "off":
        message = f"calls of '{short(queue)}' are not recorded; {SAC} asks that they are, for {SAC_DAYS} days"
        checked.say("warning", ("keep",), message, key=True)
        return
    for i, line in enumerate(checked.policies.keep):
        if line.queue in (None, queue) and line.kind in (None, "call"):
            if line.days < SAC_DAYS:
                message = (
                    f"calls of '{short(queue)}' are kept {line.days} days; {SAC} asks for at least {SAC_DAYS}"
                )
                checked.say("warning", ("keep", i, "days"), message)
            return


def _targets(checked: _Checked) -> None:
    policies = checked.policies
    for name, target in policies.targets.items():
        if target.hours and target.hours not in policies.hours:
            checked.unknown("hours", target.hours, policies.hours, ("targets", name, "hours"))
        if target.first_response is target.next_response is target.resolution is None:
            checked.say("warning", ("targets", name), f"'{name}' promises nothing", key=True)
        for key in ("first_response", "next_response", "resolution"):
            if getattr(target, key) == 0:
                checked.error(("targets", name, key), "no time at all cannot be kept")
        if target.resolution and (target.first_response or 0) > target.resolution:
            message = "a ticket would have to be solved before it is answered"
            checked.say("warning", ("targets", name, "first_response"), message)
    used = {each.target for each in policies.promises}
    for name in policies.targets:
        if name not in used:
            checked.say("warning", ("targets", name), f"no promise uses the target '{name}'", key=True)


def _promises(checked: _Checked) -> None:
    for i, each in enumerate(checked.policies.promises):
        if each.target not in checked.policies.targets:
            checked.unknown("target", each.target, checked.policies.targets, ("promises", i, "target"))
    _unreachable(checked, "promises", [(each.queue, each.priority) for each in checked.policies.promises])


def _unreachable(checked: _Checked, key: str, lines: list[tuple[str | None, str | None]]) -> None:
    for i, line in enumerate(lines):
        for j, before in enumerate(lines[:i]):
            if all(wide in (None, narrow) for wide, narrow in zip(before, line, strict=True)):
                checked.error((key, i), _hidden(j))
                break


def _hidden(j: int) -> str:
    return f"this line never holds: line {j + 1} of the list fits whatever it fits; put it before that one"


def _escalations(checked: _Checked) -> None:
    policies = checked.policies
    for level in policies.levels:
        if not (len(level) == 1 and level in "123456789"):
            checked.error(("levels", level), f"'{short(level)}' is not a level; levels are 1 to 9", key=True)
    latest = 0
    for i, step in enumerate(policies.escalations):
        if step.after < latest:
            message = "this step comes after one that is taken later; order them by time"
            checked.error(("escalations", i), message)
        latest = max(latest, step.after)
        if step.level is None and not (step.priority or step.assign or step.notify):
            checked.say("warning", ("escalations", i), "this step does nothing")
        if step.level is not None and not policies.levels.get(str(step.level)):
            message = f"nobody is named for level {step.level}: such tickets wait among the unassigned"
            checked.say("note", ("escalations", i, "level"), message)


def _tickets(checked: _Checked) -> None:
    rules = checked.policies.tickets
    for i, rule in enumerate(rules):
        for outcome in _outcomes(rule):
            if outcome in PROMISED and rule.do in ("note", "nothing"):
                checked.error(("tickets", i, "do"), f"a {outcome} always has a ticket: somebody was told so")
        hidden = {outcome: _first_cover(rules[:i], rule, outcome) for outcome in _outcomes(rule)}
        covers = [j for j in hidden.values() if j is not None]
        if covers and len(covers) == len(hidden):
            checked.error(("tickets", i), _hidden(covers[0]))


def _first_cover(earlier: list[Rule], rule: Rule, outcome: Outcome) -> int | None:
    """The line that takes this outcome away from a later rule entirely."""
    for j, before in enumerate(earlier):
        if (
            outcome in _outcomes(before)
            and before.queue in (None, rule.queue)
            and before.intent in (None, rule.intent)
            and before.waited <= rule.waited
        ):
            return j
    return None


def _outcomes(rule: Rule) -> list[Outcome]:
    return rule.on if isinstance(rule.on, list) else [rule.on]


def _messages(checked: _Checked) -> None:
    messages = checked.policies.messages
    if messages.from_ and not _NUMBER.match(messages.from_):
        message = f"'{short(messages.from_)}' is not a phone number with + and country code"
        checked.error(("messages", "from"), message)
    written: dict[str, Mapping[str, str]] = {
        name: words
        for name in ("opened", "answered", "solved", "survey")
        if isinstance(words := getattr(messages, name), dict)
    }
    every = {language for words in written.values() for language in words}
    for name, words in written.items():
        for language, text in words.items():
            _text(checked, ("messages", name, language), language, text)
        for missing in sorted(every - set(words)):
            if "*" not in words and missing != "*":
                message = f"'{name}' is not written in {missing}, as others are; another language is sent"
                checked.say("warning", ("messages", name), message, key=True)


def _text(checked: _Checked, path: Path, language: str, text: str) -> None:
    if language != "*" and not _LANGUAGE.match(language):
        message = f"'{short(language)}' is not a language like pt-BR, en-US or es"
        checked.error(path, message, key=True)
    for gap in _GAP.findall(text):
        if gap not in FILLED_IN:
            checked.say("error", path, f"nothing fills in {{{short(gap)}}}", nearest(gap, FILLED_IN))


def _wallboard(checked: _Checked) -> None:
    for i, each in enumerate(checked.policies.wallboard):
        if (each.above is None) == (each.below is None):
            checked.error(("wallboard", i), "say either above or below what number somebody should know")
        elif each.figure == "service_level" and max(each.above or 0, each.below or 0) > 100:
            key = "below" if each.above is None else "above"
            checked.error(("wallboard", i, key), "a service level is 0 to 100 percent")
        elif each.below == 0:
            checked.error(("wallboard", i, "below"), "no figure is ever below 0")


def _reports(checked: _Checked) -> None:
    names: set[str] = set()
    for i, each in enumerate(checked.policies.reports):
        if each.name in names:
            checked.error(("reports", i, "name"), f"another report is called '{short(each.name)}' already")
        names.add(each.name)
        wanted = each.report.partition("?")[0].removeprefix("/reports").removeprefix("/")
        if wanted not in REPORTS:
            checked.unknown("report", wanted, REPORTS, ("reports", i, "report"))
        if not each.to and not each.hook:
            message = "this report is sent to nobody; name addresses in `to`, or write `hook: true`"
            checked.say("warning", ("reports", i), message)
        if re.search(r"[?&](from|to)=", each.report):
            message = (
                "this report shows the same days each time; write period=yesterday, lastweek or lastmonth"
            )
            checked.say("warning", ("reports", i, "report"), message)


def _queues(checked: _Checked, queues: frozenset[str]) -> None:
    policies = checked.policies
    named = {
        "promises": [each.queue for each in policies.promises],
        "tickets": [each.queue for each in policies.tickets],
        "keep": [each.queue for each in policies.keep],
        "wallboard": [each.queue for each in policies.wallboard],
    }
    for key, names in named.items():
        for i, name in enumerate(names):
            if name is not None and name not in queues:
                message = f"no published flow has a queue '{name}'"
                checked.say("warning", (key, i, "queue"), message, nearest(name, queues))
