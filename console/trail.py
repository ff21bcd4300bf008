"""How a line of the audit trail reads: what somebody did, and what more is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from console.words import state

# Of rows, for whoever looks into the database; nothing that people say.
_INSIDE = frozenset({"entry", "token"})
_COMMANDS = frozenset(
    {"agent_changed", "person_changed", "password_changed", "api_token_made", "api_token_revoked"}
)


def who(user_id: int | None, action: str, names: Mapping[int, str], token: str = "") -> str:
    """Only a command changes accounts without anybody signed in. `token`: of a program that did it."""
    if token:
        return str(_("The program %(name)s", name=token))
    if user_id is None:
        return str(_("The command line") if action in _COMMANDS else _("Somebody unknown"))
    return names.get(user_id) or str(_("Somebody unknown"))


def did(action: str) -> str:
    words = {
        "listened": _("Listened in"),
        "set presence": _("Changed somebody's presence"),
        "moved caller": _("Moved a caller to another queue"),
        "agent_changed": _("Changed what an agent takes"),
        "person_changed": _("Changed a name or a role"),
        "password_changed": _("Changed a password"),
        "sign_in_refused": _("Sign-in refused"),
        "signed_in": _("Signed in"),
        "signed_out": _("Signed out"),
        "notice_on": _("Switched a notice on"),
        "notice_off": _("Switched a notice off"),
        "policies_published": _("Published the centre's policies"),
        "flow_republished": _("Published an old version again"),
        "recording_played": _("Played a recording"),
        "callback_tried": _("Had a customer called back now"),
        "callback_cancelled": _("Cancelled a callback"),
        "api_token_made": _("Made a token"),
        "api_token_revoked": _("Revoked a token"),
        "api_ticket_opened": _("Opened a ticket"),
        "api_ticket_changed": _("Changed a ticket"),
        "api_ticket_commented": _("Commented a ticket"),
        "api_ticket_replied": _("Replied to a customer"),
        "api_ticket_answered": _("Wrote down what a customer said"),
        "api_ticket_merged": _("Merged a ticket"),
        "api_ticket_unmerged": _("Took a merge back"),
        "api_customer_kept": _("Wrote down a customer"),
        "api_consent_kept": _("Wrote down a consent"),
        "api_recording_deleted": _("Deleted a recording"),
        "api_hold_placed": _("Held a recording"),
        "api_hold_released": _("Released a recording"),
        "api_callback_promised": _("Promised a callback"),
        "hook_added": _("Added an address for events"),
        "hook_changed": _("Changed an address for events"),
        "report_sent_again": _("Sent a report again"),
        "hook_secret_changed": _("Changed the secret of an address"),
        "hook_removed": _("Removed an address for events"),
        "callback_restored": _("Promised a callback again"),
        **_of_customers(),
    }
    return words.get(action) or state(action)


def _of_customers() -> dict[str, str]:
    return {
        "customer_added": _("Added a customer"),
        "customer_changed": _("Changed a customer"),
        "customer_merged": _("Merged two customers"),
        "customer_unmerged": _("Took a merge of customers back"),
        "customers_imported": _("Imported customers"),
        "customers_exported": _("Exported customers"),
        "data_exported": _("Exported all data of a number"),
        "data_fetched": _("Fetched all data of a number"),
        "data_erased": _("Erased all data of a number"),
        "hold_placed": _("Placed a legal hold"),
        "hold_released": _("Released a legal hold"),
    }


def more(data: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    told = {key: value for key, value in data.items() if key not in _INSIDE and value not in ("", None)}
    return ", ".join(_piece(key, value, titles) for key, value in told.items())


def _piece(key: str, value: Any, titles: Mapping[str, str]) -> str:
    if key == "from_queue":
        return str(_("from %(queue)s", queue=titles.get(value, value)))
    if key == "mode":
        return _modes().get(value, str(value))
    if key in ("presence", "reason", "role"):
        return state(str(value))
    return f"{_keys().get(key) or state(key)}: {value}"


def _modes() -> dict[str, str]:
    return {"listen": _("heard by nobody"), "whisper": _("heard by the agent"), "barge": _("heard by both")}


def _keys() -> dict[str, str]:
    return {
        "queues": _("Queues"),
        "skills": _("Skills"),
        "telephone": _("Telephone"),
        "account": _("Account"),
        "version": _("Version"),
        "intent": _("Intent"),
        "events": _("Events"),
        "scopes": _("It may"),
        "hold": _("Legal holds"),
    }
