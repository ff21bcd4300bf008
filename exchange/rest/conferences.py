"""Conferences: seen, ended, announced to; their recordings (reference 5.4)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange.office import Office
from exchange.rest import shapes
from exchange.rest.shapes import Json, found
from exchange.rooms import Room
from exchange.webhook import Goto


def add(doors: Blueprint, office: Office) -> None:
    @doors.get("/Accounts/<account>/Conferences.json")
    def list_conferences() -> Json:
        with office.directory.lock:
            every = sorted(office.directory.rooms.values(), key=lambda room: -room.created)
            chosen = [room for room in every if _wanted(room)]
            return shapes.page("conferences", chosen, lambda room: render(office, room))

    @doors.get("/Accounts/<account>/Conferences/<sid>.json")
    def fetch_conference(sid: str) -> Json:
        return render(office, found(office.directory.rooms.get(sid)))

    @doors.post("/Accounts/<account>/Conferences/<sid>.json")
    def update_conference(sid: str) -> Json:
        room = found(office.directory.rooms.get(sid))
        if room.over:
            raise shapes.missing()
        if shapes.given("Status") == "completed":
            room.end("conference-ended-via-api", "conference_ended_via_api")
        if "AnnounceUrl" in request.form:
            announce(room, Goto(shapes.url("AnnounceUrl"), shapes.method("AnnounceMethod")))
        return render(office, room)


def announce(room: Room, goto: Goto) -> None:
    """To everybody in the room."""
    with room.office.directory.lock:
        for seat in room.seats:
            seat.announcement = goto
            seat.leg.wake()


def _wanted(room: Room) -> bool:
    return (
        shapes.same("FriendlyName", room.name)
        and shapes.same("Status", room.status)
        and shapes.on_day("DateCreated", room.created)
        and shapes.on_day("DateUpdated", room.updated)
    )


def render(office: Office, room: Room) -> Json:
    path = f"Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": office.account.sid,
        "friendly_name": room.name,
        "status": room.status,
        "region": "us1",
        "api_version": shapes.VERSION,
        "reason_conference_ended": room.reason_ended or None,
        "call_sid_ending_conference": room.ended_by or None,
        "uri": shapes.uri(office, path),
        "subresource_uris": {
            "participants": shapes.uri(office, f"{path}/Participants"),
            "recordings": shapes.uri(office, f"{path}/Recordings"),
        },
        **shapes.stamps(room.created, room.updated),
    }
