"""How kinds of data about a customer, and fields of them, are called on a page."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from console.words import state


def install(app: Flask) -> None:
    app.jinja_env.globals["customer_field"] = field
    app.jinja_env.globals["consent_word"] = consent


def field(name: str) -> str:
    words = {
        "name": _("Name"),
        "language": _("Language"),
        "tier": _("Tier"),
        "notes": _("Notes"),
        "external_id": _("Id in your own system"),
        "numbers": _("Numbers"),
    }
    return str(words.get(name) or state(name))


def consent(kind: str) -> str:
    words = {"recording": _("Being recorded"), "calls": _("Being called"), "sms": _("Text messages")}
    return str(words.get(kind) or state(kind))


def kind_of_data(table: str) -> str:
    words = {
        "customers": _("Customer"),
        "customer_numbers": _("Numbers"),
        "consents": _("Consents"),
        "calls": _("Calls"),
        "call_events": _("What happened on calls"),
        "transcript_lines": _("Transcripts of calls"),
        "utterances": _("Answers in words"),
        "offers": _("Notes of agents"),
        "parties": _("Calls to the customer"),
        "callbacks": _("Callbacks"),
        "tickets": _("Tickets"),
        "ticket_entries": _("Histories of tickets"),
        "recordings": _("Recordings"),
        "recording_lines": _("Transcripts of recordings"),
        "messages": _("Text messages"),
        "opt_outs": _("Wants no messages"),
        "scores": _("Answers to surveys"),
        "survey_invitations": _("Surveys sent"),
        "legal_holds": _("Legal holds"),
        "search_texts": _("Search index"),
        "jobs": _("Exports and erasures"),
        "orders": _("Orders to the phone company"),
        "audit": _("Audit log"),
        "hook_deliveries": _("Told to other systems"),
        "idempotency_keys": _("Answers to other systems"),
    }
    return str(words.get(table) or state(table))
