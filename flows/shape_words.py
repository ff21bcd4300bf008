"""One sentence for each of Pydantic's complaints about a value, for people who do not program."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

from flows.findings import short
from flows.nearest import nearest
from flows.places import Path

_BY_PATTERN = {
    r"^[a-z][a-z0-9_-]{0,63}$": "a name: small letters, digits, _ and -, beginning with a letter",
    r"^[a-z]{2,3}(-[A-Z]{2})?$": "a language like pt-BR, en-US or es",
    r"^\+[1-9]\d{6,14}$": "a phone number with + and country code, like +551140028922",
    r"^[A-Z]{2}$": "a country, two large letters like PT or BR",
    r"^([01]\d|2[0-3]):[0-5]\d$": "a time of day like 09:00",
    r"^https?://": "an address that begins with https://",
    r"^https://[A-Za-z0-9.-]+(:\d{1,5})?/[^\s\\]*$": "an address like https://crm.example.com/customers/{number}",
    r"^/reports[A-Za-z0-9_/.?&=%:,+-]*$": "the address of a report, like /reports/daily?period=yesterday",
    r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$": "an address of mail, like ana@example.com",
    r"^(\+[1-9]\d{6,14}|sip:\S+@\S+|\{[a-z_.]+\})$": (
        "a phone number like +551140028922, an address like sip:desk@example.com, or a {variable}"
    ),
}
_SPANS = "opening hours like 08:00-18:00, or a list of these"


def sentence(path: Path, error: ErrorDetails) -> tuple[str, str]:
    """What is wrong with the value at `path`, and the word that was perhaps meant."""
    # Where several types are possible the library complains of each; one sentence for all of them is clearer.
    if path and path[0] == "hours" and len(path) > 2:
        return _not(error, _SPANS), ""
    if path and path[-1] == "digits":
        return _not(error, "a number of digits, or {min: 4, max: 8}"), ""
    if path and error["type"] in _NO_GROUP and path[-1] in _GROUPS:
        return _not(error, _GROUPS[str(path[-1])]), ""
    if error["type"] == "literal_error":
        return _literal(error)
    if error["type"] == "string_pattern_mismatch":
        return _not(error, _BY_PATTERN.get(error["ctx"]["pattern"], "written as it must be")), ""
    ctx: dict[str, Any] = error.get("ctx") or {}
    if error["type"] == "value_error":
        return short(ctx.get("error", error["msg"]), 200), ""
    if error["type"] in _SENTENCES:
        return _SENTENCES[error["type"]].format(what=_what(error), **ctx), ""
    return f"{_what(error)} does not fit here ({error['msg']})", ""


def _literal(error: ErrorDetails) -> tuple[str, str]:
    expected = str((error.get("ctx") or {}).get("expected", "")).replace("'", "")
    choices = [c.strip() for c in expected.replace(" or ", ", ").split(", ") if c.strip()]
    return _not(error, " or ".join(choices)), nearest(str(error["input"]), choices)


def _what(error: ErrorDetails) -> str:
    value: Any = error["input"]
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return f"'{short(value)}'"


def _not(error: ErrorDetails, expected: str) -> str:
    return f"{_what(error)} is not {expected}"


_NO_GROUP = ("dict_type", "model_type", "model_attributes_type")

# Groups that are easily taken for one value.
_GROUPS = {
    "pause": "a group of pauses like {complete: 300ms, otherwise: 700ms}",
    "silence": "a group of keys like {after: 5s, tries: 3}",
    "anywhere": "a group of keys like {agent: help, repeat: true}",
    "slots": "a group like {order: digits}: a variable and the kind of its value",
}

_SENTENCES = {
    "int_parsing": "{what} is not a whole number",
    "int_type": "{what} is not a whole number",
    "int_from_float": "{what} is not a whole number",
    "int_parsing_size": "{what} is far too large",
    "float_parsing": "{what} is not a number",
    "float_type": "{what} is not a number",
    "bool_parsing": "{what} is not true or false",
    "bool_type": "{what} is not true or false",
    "greater_than_equal": "{what} is too small; the least is {ge}",
    "less_than_equal": "{what} is too large; the most is {le}",
    "string_type": "{what} is not a text",
    "string_unicode": "this text has a character that does not exist",
    "string_too_short": "this text is empty",
    "string_too_long": "this text is longer than {max_length} characters",
    "too_long": "{what} is too long; the most is {max_length}",
    "too_short": "this needs at least {min_length}",
    "list_type": "{what} is not a list; each line of a list begins with a dash",
    "dict_type": "{what} is not a group of keys, each in its own line",
    "model_type": "{what} is not a group of keys, each in its own line",
    "model_attributes_type": "{what} is not a group of keys, each in its own line",
}
