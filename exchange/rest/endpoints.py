"""URL settings that numbers and applications share: read from a form, written to JSON (reference 5.8)."""

from __future__ import annotations

from flask import request

from exchange.records import Application, Number
from exchange.rest import shapes
from exchange.rest.shapes import Json, RestError

URLS = ("voice_url", "voice_fallback_url", "status_callback", "sms_url", "sms_fallback_url")
METHODS = tuple(f"{name.removesuffix('_url')}_method" for name in URLS)
PRIMARY = {"voice_fallback_url": "voice_url", "sms_fallback_url": "sms_url"}


def field_name(attribute: str) -> str:
    """voice_url -> VoiceUrl."""
    return "".join(part.capitalize() for part in attribute.split("_"))


def change(record: Number | Application) -> None:
    """Take what the form carries; a fallback without a primary is 21405."""
    for name in URLS:
        if field_name(name) in request.form:
            setattr(record, name, shapes.url(field_name(name)))
    for name in METHODS:
        if field_name(name) in request.form:
            setattr(record, name, shapes.method(field_name(name)))
    for fallback, primary in PRIMARY.items():
        if getattr(record, fallback) and not getattr(record, primary):
            raise RestError(400, 21405, f"{field_name(fallback)} needs {field_name(primary)}")
    if "FriendlyName" in request.form:
        record.friendly_name = shapes.given("FriendlyName")


def settings(record: Number | Application) -> Json:
    return {name: getattr(record, name) for name in (*URLS, *METHODS)} | {
        "friendly_name": record.friendly_name,
        "voice_caller_id_lookup": False,
        **shapes.stamps(record.created, record.updated),
    }
