"""API keys: made (the secret is shown once), listed, deleted."""

from __future__ import annotations

import secrets

from flask import Blueprint

from exchange.office import Office
from exchange.records import Key
from exchange.rest import shapes
from exchange.rest.shapes import Json, found
from exchange.sids import new_sid

BASE = "/Accounts/<account>/Keys"


def add(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{BASE}.json")
    def create_key() -> tuple[Json, int]:
        key = Key(new_sid("SK"), secrets.token_hex(16), office.clock.now(), shapes.given("FriendlyName"))
        with office.directory.lock:
            office.directory.keys[key.sid] = key
        return render(key) | {"secret": key.secret}, 201

    @doors.get(f"{BASE}.json")
    def list_keys() -> Json:
        with office.directory.lock:
            account_key = Key(office.account.api_key, "", 0.0, "given to the exchange")
            every = [account_key, *office.directory.keys.values()]
        return shapes.page("keys", every, render)

    @doors.get(f"{BASE}/<sid>.json")
    def fetch_key(sid: str) -> Json:
        return render(found(office.directory.keys.get(sid)))

    @doors.delete(f"{BASE}/<sid>.json")
    def delete_key(sid: str) -> tuple[str, int]:
        found(office.directory.keys.pop(sid, None))
        return "", 204


def render(key: Key) -> Json:
    return {"sid": key.sid, "friendly_name": key.friendly_name, **shapes.stamps(key.created, key.created)}
