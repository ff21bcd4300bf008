"""The account itself: that credentials work."""

from __future__ import annotations

from flask import Blueprint

from exchange.office import Office
from exchange.rest.shapes import Json, uri


def add(doors: Blueprint, office: Office) -> None:
    @doors.get("/Accounts/<account>.json")
    def fetch_account() -> Json:
        return {
            "sid": office.account.sid,
            "friendly_name": "Exchange",
            "status": "active",
            "type": "Full",
            "owner_account_sid": office.account.sid,
            "auth_token": None,
            "date_created": None,
            "date_updated": None,
            "uri": uri(office, "")[: -len("/.json")] + ".json",
            "subresource_uris": {"calls": uri(office, "Calls"), "messages": uri(office, "Messages")},
        }
