"""Queues and their members: made, seen, dequeued (reference 5.3)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange.office import Office
from exchange.queues import DEFAULT_SIZE, Entry, WaitingLine, dequeue, open_queue
from exchange.rest import shapes
from exchange.rest.shapes import Json, RestError, found
from exchange.webhook import Goto

BASE = "/Accounts/<account>/Queues"


def add(doors: Blueprint, office: Office) -> None:
    _add_queues(doors, office)
    _add_members(doors, office)


def _add_queues(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{BASE}.json")
    def create_queue() -> tuple[Json, int]:
        name = _name(office)
        queue = open_queue(office, name, shapes.whole("MaxSize", DEFAULT_SIZE, 1, 5000))
        return render(office, queue), 201

    @doors.get(f"{BASE}.json")
    def list_queues() -> Json:
        with office.directory.lock:
            return shapes.page("queues", list(office.directory.queues.values()), lambda q: render(office, q))

    @doors.get(f"{BASE}/<sid>.json")
    def fetch_queue(sid: str) -> Json:
        return render(office, found(office.directory.queues.get(sid)))

    @doors.post(f"{BASE}/<sid>.json")
    def update_queue(sid: str) -> Json:
        queue = found(office.directory.queues.get(sid))
        if "FriendlyName" in request.form and shapes.given("FriendlyName") != queue.name:
            queue.name = _name(office)
        queue.max_size = shapes.whole("MaxSize", queue.max_size, 1, 5000)
        queue.updated = office.clock.now()
        return render(office, queue)

    @doors.delete(f"{BASE}/<sid>.json")
    def delete_queue(sid: str) -> tuple[str, int]:
        with office.directory.lock:
            if found(office.directory.queues.get(sid)).entries:
                raise RestError(400, 22001, "Queue is not empty")
            del office.directory.queues[sid]
        return "", 204


def _add_members(doors: Blueprint, office: Office) -> None:
    @doors.get(f"{BASE}/<sid>/Members.json")
    def list_members(sid: str) -> Json:
        queue = found(office.directory.queues.get(sid))
        with office.directory.lock:
            return shapes.page("queue_members", list(queue.entries), lambda e: member(office, queue, e))

    @doors.get(f"{BASE}/<sid>/Members/<who>.json")
    def fetch_member(sid: str, who: str) -> Json:
        queue = found(office.directory.queues.get(sid))
        with office.directory.lock:
            entry = next((e for e in queue.entries if who in ("Front", e.leg.sid)), None)
            return member(office, queue, found(entry))

    @doors.post(f"{BASE}/<sid>/Members/<who>.json")
    def dequeue_member(sid: str, who: str) -> Json:
        queue = found(office.directory.queues.get(sid))
        shapes.required("Url", 21205)
        goto = Goto(shapes.url("Url"), shapes.method("Method"))
        with office.directory.lock:
            entry = found(dequeue(office, queue, who, goto))
            return member(office, queue, entry)


def _name(office: Office) -> str:
    name = shapes.required("FriendlyName")
    if len(name) > 64:
        raise RestError(400, 22002, "FriendlyName is longer than 64 characters")
    if office.directory.queue(name) is not None:
        raise RestError(400, 22003, "Queue with this FriendlyName already exists")
    return name


def member(office: Office, queue: WaitingLine, entry: Entry) -> Json:
    return {
        "call_sid": entry.leg.sid,
        "queue_sid": queue.sid,
        "position": queue.position(entry),
        "wait_time": int(office.clock.now() - entry.since),
        "date_enqueued": shapes.date(entry.since),
        "uri": shapes.uri(office, f"Queues/{queue.sid}/Members/{entry.leg.sid}"),
    }


def render(office: Office, queue: WaitingLine) -> Json:
    return {
        "sid": queue.sid,
        "account_sid": office.account.sid,
        "friendly_name": queue.name,
        "current_size": len(queue.entries),
        "max_size": queue.max_size,
        "average_wait_time": queue.average_wait_s,
        "uri": shapes.uri(office, f"Queues/{queue.sid}"),
        "subresource_uris": {"members": shapes.uri(office, f"Queues/{queue.sid}/Members")},
        **shapes.stamps(queue.created, queue.updated),
    }
