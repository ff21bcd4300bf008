"""The reference page of the language, made from the models. `python -m flows.reference` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows import examples, values
from flows.checks.targets import must_write
from flows.checks.variables import KNOWN
from flows.conditions import CONDITIONS, Condition
from flows.flow import Anywhere, Country, Expect, Flow, Line, Scenario, Span
from flows.listening import Below, Milliseconds, Pause
from flows.queues import Callbacks, Clock, Overflow, QueueInfo, Relax, Tier
from flows.steps import (
    KINDS,
    AnyStep,
    Ask,
    CallbackOffer,
    Length,
    Option,
    Request,
    Silence,
    Waiting,
    WaitOffer,
    WaitOffers,
)

FILE = Path(__file__).parent.parent / "docs" / "flow-language.md"

_INTRO = """\
# The flow language

A flow is a YAML file. It says what callers hear, what they may answer, and who takes over.
Begin with `flows/library/small.yaml`; `flows/library/acme.yaml` shows nearly everything, and
`flows/library/ask.yaml` an open question.
This page is made from the program (`python -m flows.reference`), so it is never out of date.

Good to know:

* Indent with spaces, two for each level; `#` begins a comment.
* Everything is read as it is typed: `012` keeps its zero and `no` is a word. Quote keys like `"1"` and `"*"`,
  and texts with a colon, a comma in braces, or a brace in them.
* A text is written once (`say: "Hello"`) in a flow of one language, and once for each language otherwise
  (`say: {pt-BR: "Olá", en-US: "Hello"}`).
* `next: hang up` ends the call; in a sub-flow it goes back to the flow that uses it.
* Lengths of time read `5s`, `2m`, `1h`.
"""

_CHECKS = """\
## What is checked

`python app.py flows lint FILE` tells file, line and column of three sorts of findings:

* *errors* keep a flow from being published: unknown steps, queues, hours, intents, variables, languages,
  hosts; a way that does not say where it leads; steps that nothing leads to, that never end, or that go round
  without waiting for the caller; texts missing in a language; keys that clash or cannot be pressed; digits
  that can never be right, and secret ones that would be said aloud; queues that overflow in a circle;
* *warnings* ask for a look: more than five options, a prompt over 20 seconds, no way to a person, intents
  that sound alike, a menu without keys, a prompt that asks for words where only keys are heard, a call that
  ends without a goodbye, a secret that is used later, waits over an hour, a tier that no queue knows;
* *notes* inform: how many ways lead through the flow, how long until a person, what no scenario covers.
"""

_HOURS = """\
## Opening hours

```yaml
hours:
  office:
    mon-fri: ["08:00-12:00", "13:00-18:00"]   # several spans
    sat: "22:00-02:00"                        # past midnight: belongs to Saturday
    2026-12-24: "08:00-12:00"                 # one date, before everything else
    2026-12-31: closed
    holidays: BR-SP                           # closed on the holidays of a country, or a part of it
```

Days are mon, tue, wed, thu, fri, sat, sun, or from-to like `mon-fri`. A day ends at `24:00`.
All times are those of the flow's `timezone`, in summer and winter.
"""

_SPEECH = """\
## Words

Callers may answer in words where a menu says `input: keypad and speech`, at every `ask`, and at a `collect`
that allows it. Keys work beside words, and instead of them where nothing can hear: then `keys_only` is said,
or a sentence made from the keys.

```yaml
intents:
  billing:                                # what callers may want, as they say it, in every language
    en-US: [my bill is wrong, i want to pay my invoice, what do i owe you]
anywhere: {agent: help, main menu: main, repeat: true, go back: true}
speech: {en-US: vosk}                     # who hears each language; what is left out, the deployment decides

steps:
  main:
    menu: {en-US: "For billing, say billing or press 1."}
    keys_only: {en-US: "For billing, press 1."}
    input: keypad and speech
    options:
      - {key: "1", intent: billing, next: help}
    confirm: below 0.75                   # "You want billing, is that right?"
    barge_in: on a match                  # a cough does not interrupt the prompt, an answer does
    pause: {complete: 300ms, otherwise: 700ms}
    else: help
```

Give an intent six examples or more, short and long ones, in which the words that matter come more than once,
and none that another intent has too. A menu does not guess: what is certainly something it does not offer is
not understood there. Two intents that fit about equally well are asked about: "billing or support?".
"""

_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Option", Option),
    ("Silence", Silence),
    ("Pause", Pause),
    ("Digits", Length),
    ("Request", Request),
    ("Waiting", Waiting),
    ("Offers", WaitOffers),
    ("Offer", WaitOffer),
    ("Callback offer", CallbackOffer),
)
_TITLE_OF: dict[type[BaseModel], str] = {model: title for title, model in _PARTS} | {
    Anywhere: "Anywhere", QueueInfo: "Queues", Relax: "Relax", Tier: "Tiers", Overflow: "Overflow",
    Callbacks: "Callbacks of a queue", Scenario: "Scenarios", Line: "Lines of a script",
    Expect: "Endings", Flow: "A flow",
}  # fmt: skip

_NAMED: tuple[tuple[Any, str], ...] = (
    (values.Words, "text, in every language"),
    (values.Seconds, "length of time"),
    (Milliseconds, "short time like `300ms`"),
    (values.Key, "key"),
    (values.Digits, "keys"),
    (values.Name, "name"),
    (values.Target, "step or `hang up`"),
    (values.Language, "language"),
    (values.PhoneNumber, "phone number"),
    (Country, "country like `PT`"),
    (Clock, "time of day like `09:00`"),
    (Below, "`below` and a number"),
    (Span, "span like `08:00-18:00`"),
    (AnyStep, "[step](#steps)"),
    (Condition, "[condition](#conditions)"),
)
_TABLE_HEAD = ("| key | what stands there | if not written | meaning |", "| --- | --- | --- | --- |")
_WRITTEN_AS = {"waits": "length of time", "records": "length of time"}
_PLAIN = {str: "text", int: "number", float: "number", bool: "true or false", Any: "any value"}


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join(
        (
            _INTRO,
            *_flow_part(),
            _HOURS,
            _SPEECH,
            *_steps_part(),
            *_conditions_part(),
            *_scenario_part(),
            _CHECKS,
        )
    )


def _flow_part() -> Iterator[str]:
    yield from _section("A flow", Flow, 2)
    yield from _section("Anywhere", Anywhere, 2)
    yield from _section("Queues", QueueInfo, 2)
    for part in (Relax, Tier, Overflow, Callbacks):
        yield from _section(_TITLE_OF[part], part, 3)


def _steps_part() -> Iterator[str]:
    yield "## Steps\n\nEach step has a name, and one key that says its kind.\n"
    for kind, model in KINDS.items():
        yield from _section(f"`{kind}`", model, 3)
        yield f"```yaml\n{examples.STEPS[kind]}```\n"
    yield "## Parts of steps\n"
    for title, part in _PARTS:
        yield from _section(title, part, 3)
    names = ", ".join(f"`{{{name}}}`" for name in sorted(KNOWN))
    yield "## Variables\n"
    yield f"Texts may name variables in braces: {names},"
    yield "and whatever `ask`, `collect`, `set`, `fetch` and `survey` stored.\n"


def _conditions_part() -> Iterator[str]:
    yield "## Conditions\n\nWhat `when` may ask.\n"
    for kind, model in CONDITIONS.items():
        yield from _section(f"Condition `{kind}`", model, 3)
        yield f"```yaml\nwhen: {examples.CONDITIONS[kind]}\n```\n"


def _scenario_part() -> Iterator[str]:
    for title, model in (("Scenarios", Scenario), ("Lines of a script", Line), ("Endings", Expect)):
        yield from _section(title, model, 2)


def _section(title: str, model: type[BaseModel], level: int) -> Iterator[str]:
    yield f"{'#' * level} {title}\n"
    yield " ".join((model.__doc__ or "").split()) + "\n"
    kind = next((kind for kind in KINDS.values() if kind is model), None)
    must = [field.replace("else_", "else") for field in must_write(kind)] if kind else []
    if kind is Ask:
        must.remove("next")  # only without intents, as its own words say
    rows = [_row(name, field, hint, name in must) for name, field, hint in _fields(model)]
    yield "\n".join((*_TABLE_HEAD, *rows, ""))


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo, Any]]:
    hints = get_type_hints(model, include_extras=True)
    # What a step does comes first, where it leads last, whatever the order of inheritance.
    fields = sorted(model.model_fields.items(), key=lambda item: item[0] in ("next", "else_"))
    for name, field in fields:
        if name != "subflows":
            yield field.alias or name, field, hints[name]


def _row(name: str, field: FieldInfo, hint: Any, required: bool) -> str:
    meaning = " ".join((field.description or "").split()).replace("|", "\\|")
    kind = _WRITTEN_AS.get(name) or type_words(hint)
    default = "must be written" if required or field.is_required() else _default(field, hint)
    return f"| `{name}` | {kind} | {default} | {meaning} |"


def _default(field: FieldInfo, hint: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value in (None, "", {}, []):
        return ""
    if isinstance(value, BaseModel):
        inner = [
            f"{name}: {_value(getattr(value, name), own)}"
            for name, own in get_type_hints(type(value), include_extras=True).items()
            if isinstance(getattr(value, name), int | str)
        ]
        return f"`{{{', '.join(inner)}}}`" if inner else ""
    return f"`{_value(value, hint)}`"


def _value(value: Any, hint: Any) -> str:
    if hint == Milliseconds:
        return f"{value}ms"
    if hint == values.Seconds:
        return f"{value // 60}m" if value and value % 60 == 0 else f"{value}s"
    return str(value).lower() if isinstance(value, bool) else str(value)


def type_words(hint: Any) -> str:
    """What may stand behind a key, in words."""
    for known, said in _NAMED:
        if hint == known:
            return said
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        title = _TITLE_OF[hint]
        return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"
    return _compound(get_origin(hint), get_args(hint), hint)


def _compound(origin: Any, parts: tuple[Any, ...], hint: Any) -> str:
    if origin is Literal:
        return " or ".join(f"`{_value(part, None) or chr(34) * 2}`" for part in parts)
    if origin is list:
        return f"list of {type_words(parts[0])}"
    if origin is dict:
        return f"{type_words(parts[0])}: {type_words(parts[1])}"
    if hasattr(hint, "__metadata__"):
        return type_words(parts[0])
    return " or ".join(dict.fromkeys(type_words(part) for part in parts if part is not type(None)))


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
