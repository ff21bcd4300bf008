"""Policies of the right shape that cannot be kept: names that lead nowhere, lines that never hold."""

from __future__ import annotations

import pytest

from flows.policy_file import read
from flows.queues import RecordingMode

HEAD = "ramal policies: 1\n"
FIT = "this line never holds: line 1 of the list fits whatever it fits; put it before that one"
BOUND = "say either above or below what number somebody should know"
TARGETS = "targets: {usual: {first_response: 4h}, soon: {first_response: 1h}}\n"


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("timezone: America/Sao_Paolo\n", "no time zone is called 'America/Sao_Paolo'", "America/Sao_Paulo"),
        (
            'hours: {office: {mon: "9-5"}}\n',
            "'9-5' is not opening hours; write them like 08:00-18:00",
            "",
        ),
        (
            'hours: {office: {mon: "08:00-18:00"}}\n'
            "targets: {usual: {hours: ofice, first_response: 4h}}\npromises: [{target: usual}]\n",
            "no hours are called 'ofice'",
            "office",
        ),
        (TARGETS + "promises: [{target: usual}, {target: soon}]\n", FIT, ""),
        (
            TARGETS + "promises: [{queue: a, target: usual}, {queue: a, priority: low, target: soon}]\n",
            FIT,
            "",
        ),
        (
            TARGETS
            + "promises: [{priority: high, target: sooon}, {target: usual}, {queue: a, target: soon}]\n",
            "no target is called 'sooon'",
            "soon",
        ),
        ("targets: {usual: {first_response: 0s}}\n", "no time at all cannot be kept", ""),
        (
            "tickets: [{on: [voicemail, sms], do: nothing}]\n",
            "a voicemail always has a ticket: somebody was told so",
            "",
        ),
        ("tickets: [{on: missed, waited: 5s}, {on: missed, waited: 10s}]\n", FIT, ""),
        ("tickets: [{on: [missed, failed]}, {on: [failed, missed], queue: a}]\n", FIT, ""),
        ("keep: [{days: 3}, {kind: call, days: 9}]\n", FIT, ""),
        (
            "escalations: [{after: 4h, level: 2}, {after: 1h, priority: high}]\n",
            "this step comes after one that is taken later; order them by time",
            "",
        ),
        ("levels: {first: [ana]}\n", "'first' is not a level; levels are 1 to 9", ""),
        ("messages: {from: '12'}\n", "'12' is not a phone number with + and country code", ""),
        ("messages: {opened: {pt-br: Hi}}\n", "'pt-br' is not a language like pt-BR, en-US or es", ""),
        ("wallboard: [{figure: waiting}]\n", BOUND, ""),
        ("wallboard: [{figure: waiting, above: 3, below: 1}]\n", BOUND, ""),
        (
            "wallboard: [{figure: service_level, below: 800}]\n",
            "a service level is 0 to 100 percent",
            "",
        ),
        ("wallboard: [{figure: available, below: 0}]\n", "no figure is ever below 0", ""),
        (
            "reports: [{name: A, report: /reports/daily, to: [a@b.org]},"
            " {name: A, report: /reports/queues, hook: true}]\n",
            "another report is called 'A' already",
            "",
        ),
        (
            'reports: [{name: A, report: "/reports/dayly?period=today", hook: true}]\n',
            "no report is called 'dayly'",
            "daily",
        ),
        ("reports: [{name: A, report: /reports, hook: true}]\n", "no report is called ''", ""),
        ("messages: {opened: 'No {ticket.nr}'}\n", "nothing fills in {ticket.nr}", "ticket.number"),
    ],
)
def test_errors(text: str, message: str, suggestion: str) -> None:
    found = read(HEAD + text, "p.yaml")
    assert not found.publishable
    assert (message, suggestion) in {
        (each.message, each.suggestion) for each in found.findings if each.weight == "error"
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("targets: {usual: {first_response: 4h}}\n", "no promise uses the target 'usual'"),
        ("targets: {usual: {}}\npromises: [{target: usual}]\n", "'usual' promises nothing"),
        (
            "targets: {usual: {first_response: 4h, resolution: 1h}}\npromises: [{target: usual}]\n",
            "a ticket would have to be solved before it is answered",
        ),
        ("escalations: [{after: 1h}]\n", "this step does nothing"),
        (
            "messages: {opened: {pt-BR: Oi, es-ES: Hola}, solved: {pt-BR: Fim}}\n",
            "'solved' is not written in es-ES, as others are; another language is sent",
        ),
        (
            "reports: [{name: A, report: /reports/daily}]\n",
            "this report is sent to nobody; name addresses in `to`, or write `hook: true`",
        ),
        (
            'reports: [{name: A, report: "/reports/daily?queue=a&from=2026-03-01", hook: true}]\n',
            "this report shows the same days each time; write period=yesterday, lastweek or lastmonth",
        ),
        ("tickets: [{on: sms, queue: biling}]\n", "no published flow has a queue 'biling'"),
        (
            "wallboard: [{figure: waiting, above: 3, queue: biling}]\n",
            "no published flow has a queue 'biling'",
        ),
    ],
)
def test_warnings_do_not_refuse(text: str, message: str) -> None:
    found = read(HEAD + text, "p.yaml", frozenset({"billing"}))
    assert found.publishable
    assert message in {each.message for each in found.findings if each.weight == "warning"}


@pytest.mark.parametrize(
    "text",
    [
        TARGETS + "promises: [{queue: a, target: soon}, {priority: high, target: soon}, {target: usual}]\n",
        "tickets: [{on: missed, waited: 10s}, {on: missed}]\n",
        "tickets: [{on: missed, queue: a}, {on: [missed, failed]}]\n",
        "keep: [{queue: a, days: 3}, {kind: call, days: 9}, {days: 1}]\n",
        "levels: {2: [ana]}\nescalations: [{level: 2}, {after: 1h, level: 2}]\n",
        "messages: {opened: 'One for all'}\n",
        "wallboard: [{figure: waiting, above: 0}, {figure: service_level, below: 100, level: alarm}]\n",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert read(HEAD + text, "p.yaml").findings == ()


@pytest.mark.parametrize(
    ("keep", "mode", "expected"),
    [
        ("", "on", ""),  # until somebody deletes them
        ("keep: [{kind: call, days: 90}]\n", "on", ""),
        (
            "keep: [{kind: call, days: 89}]\n",
            "announced",
            "2:27 calls of 'sac' are kept 89 days; br-sac asks for at least 90",
        ),
        ("keep: [{kind: voicemail, days: 30}]\n", "on", ""),
        ("keep: [{queue: shop, days: 30}, {days: 365}]\n", "consent", ""),
        (
            "keep: [{queue: shop, days: 365}, {days: 30}]\n",
            "on",
            "2:41 calls of 'sac' are kept 30 days; br-sac asks for at least 90",
        ),
        (
            "keep: [{kind: call, days: 90}]\n",
            "off",
            "2:1 calls of 'sac' are not recorded; br-sac asks that they are, for 90 days",
        ),
    ],
)
def test_what_a_law_keeps_recordings_for(keep: str, mode: RecordingMode, expected: str) -> None:
    found = read(HEAD + keep, "mine.yaml", None, {"sac": mode}).findings
    told = [f"{each.line}:{each.column} {each.message}" for each in found if each.weight == "warning"]
    assert told == ([expected] if expected else [])
    assert not [each for each in read(HEAD + keep, "mine.yaml").findings if each.weight == "warning"]
