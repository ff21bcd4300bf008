"""Conferences: who is in the room, who hears whom, when it starts and ends (reference 1.8, 2.5, 5.4).

A room's fields and seats are guarded by the directory's lock. Each participant's own thread sits in
verbs/conference.py; whoever changes a seat wakes its leg.
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.audio import tones
from exchange.dispatcher import Notice
from exchange.leg import Leg
from exchange.mixer import Mixer
from exchange.office import Office, rfc2822
from exchange.phones.base import Heard
from exchange.recorder import Recorder, Wanted
from exchange.records import Call, Callback
from exchange.sids import new_sid
from exchange.webhook import Goto

KICKED = "kicked"


class CannotEnter(Exception):
    """code: 13230 full, 13240 bad coach, 16025 duplicate label."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Seat:
    """One participant. left: "" while in the room, else why it is out."""

    leg: Leg
    label: str = ""
    muted: bool = False
    hold: bool = False
    coach_sid: str = ""
    coaching: bool = False
    start_on_enter: bool = True
    end_on_exit: bool = False
    beep: str = "true"
    wait: Goto | None = None  # None: stock music
    hold_music: Goto | None = None
    announcement: Goto | None = None
    left: str = ""
    queued_s: float = 0.0


class Room:
    """One conference, from its first participant to its end. status: init in-progress completed."""

    def __init__(self, office: Office, name: str) -> None:
        self.office = office
        self.sid = new_sid("CF")
        self.name = name
        self.created = self.updated = office.clock.now()
        self.status = "init"
        self.seats: list[Seat] = []
        self.pending: dict[str, tuple[Call, str]] = {}  # legs that ring for this room, with their labels
        self.mixer = Mixer(self._hears)
        self.callback: Callback | None = None
        self.recording: Wanted | None = None
        self.recorder: Recorder | None = None
        self.reason_ended = ""
        self.ended_by = ""
        self.maximum = 250
        self._sequence = 0
        self._touched = False  # whether the first participant has set the callback
        self._first_sid = ""

    @property
    def over(self) -> bool:
        return self.status == "completed"

    @property
    def started(self) -> bool:
        return self.status == "in-progress"

    def seat(self, sid_or_label: str) -> Seat | None:
        with self.office.directory.lock:
            return next((s for s in self.seats if sid_or_label in (s.leg.sid, s.label or None)), None)

    def configure(self, callback: Callback | None, recording: Wanted | None, maximum: int = 250) -> None:
        """Counts only for the first participant."""
        with self.office.directory.lock:
            if self._touched:
                return
            self._touched = True
            self.callback = callback
            self.maximum = maximum
            self.recording = self.recording or recording

    def enter(self, seat: Seat) -> None:
        """Raises CannotEnter."""
        with self.office.directory.lock:
            self._check(seat)
            # Told under the lock: events are numbered in the order in which things happened.
            self.pending.pop(seat.leg.sid, None)
            self.seats.append(seat)
            self._first_sid = self._first_sid or seat.leg.sid
            self.tell("participant-join", seat)
            if not self.started and len(self.seats) > 1 and any(s.start_on_enter for s in self.seats):
                self._start()
        if seat.beep in ("true", "onEnter") and self.started:
            self._beep(seat)

    def leave(self, seat: Seat, reason: str) -> None:
        """reason: participant_hung_up participant_updated_via_api kicked; the second time is nothing."""
        with self.office.directory.lock:
            if seat.left:
                return
            kicked = reason == KICKED
            self._take_out(seat, "participant_updated_via_api" if kicked else reason)
            if seat.end_on_exit:
                how = "participant-with-end-conference-on-exit-" + ("kicked" if kicked else "left")
                self._close(how, "moderator_ended_conference", seat)
            elif not self.seats and not self.pending:
                self._close("last-participant-" + ("kicked" if kicked else "left"), "", seat)
        self._clear_up()
        if seat.beep in ("true", "onExit") and self.started:
            self._beep(seat)

    def end(self, reason: str, left: str) -> None:
        """reason: ReasonConferenceEnded; left: ReasonParticipantLeft of those still in the room."""
        with self.office.directory.lock:
            self._close(reason, left)
        self._clear_up()

    def add_failed(self, call: Call) -> None:
        """A participant added by REST did not come."""
        with self.office.directory.lock:
            pending = self.pending.pop(call.sid, None)
            if pending is None or self.over:
                return
            fields = {
                "CallSid": call.sid,
                "ParticipantLabel": pending[1],
                "ParticipantCallStatus": call.status,
                "ReasonParticipantLeft": "participant_add_failed",
            }
            self._tell("participant-leave", fields)
            if not self.seats and not self.pending:
                self._close("last-participant-left", "")
        self._clear_up()

    def tell(self, event: str, seat: Seat, extra: dict[str, str] | None = None) -> None:
        """A participant's event to whoever subscribed."""
        flags = {
            "Muted": seat.muted,
            "Hold": seat.hold,
            "Coaching": seat.coaching,
            "EndConferenceOnExit": seat.end_on_exit,
            "StartConferenceOnEnter": seat.start_on_enter,
        }
        fields = {name: str(flag).lower() for name, flag in flags.items()}
        self._tell(event, {"CallSid": seat.leg.sid, "ParticipantLabel": seat.label} | fields | (extra or {}))

    def start_recording(self, wanted: Wanted) -> Recorder:
        """Channel 1: the first participant; channel 2: everybody else."""
        recorder = Recorder(self.office, wanted, self._first_sid, self.sid)

        def listen(sounds: dict[str, bytes]) -> None:
            for sid, sound in sounds.items():
                recorder.push(0 if sid == self._first_sid else 1, sound)

        recorder.attach(self.mixer.monitor(listen))  # type: ignore[arg-type]
        self.recorder = recorder
        return recorder

    def _check(self, seat: Seat) -> None:
        if len(self.seats) >= self.maximum:
            raise CannotEnter(13230, "conference is full")
        if seat.label and any(s.label == seat.label for s in self.seats):
            raise CannotEnter(16025, "participant label is taken")
        if seat.coach_sid and not (self.started and any(s.leg.sid == seat.coach_sid for s in self.seats)):
            raise CannotEnter(13240, "the coached call is not in this conference")

    def _start(self) -> None:
        self.status = "in-progress"
        self.updated = self.office.clock.now()
        self._tell("conference-start", {})
        if self.recording is not None:
            self.start_recording(self.recording)
        for seat in self.seats:
            seat.leg.wake()

    def _close(self, reason: str, left: str, by: Seat | None = None) -> None:
        if self.over:
            return
        for seat in list(self.seats):
            self._take_out(seat, left)
        self.status = "completed"
        self.updated = self.office.clock.now()
        self.reason_ended = reason
        self.ended_by = by.leg.sid if by else ""
        fields = {"ReasonConferenceEnded": reason, "Reason": reason.replace("-", " ")}
        if by is not None:
            fields["CallSidEndingConference"] = by.leg.sid
            fields["ParticipantLabelEndingConference"] = by.label
        self._tell("conference-end", fields)

    def _clear_up(self) -> None:
        """After the end, and without the lock: telephones stop ringing, a file is written."""
        if not self.over:
            return
        for sid in list(self.pending):
            leg = self.office.directory.leg(sid)
            if leg is not None:
                leg.end("canceled" if leg.call.answered is None else "completed")
        if self.recorder is not None:
            self.recorder.stop()

    def _take_out(self, seat: Seat, reason: str) -> None:
        seat.left = reason or "participant_hung_up"
        self.seats.remove(seat)
        status = seat.leg.call.status
        extra = {"ParticipantCallStatus": status, "ReasonParticipantLeft": seat.left}
        self.tell("participant-leave", seat, extra)
        seat.leg.wake()

    def _beep(self, cause: Seat) -> None:
        self.mixer.inject(tones.beep())
        for seat in list(self.seats):
            if seat is not cause:
                seat.leg.hear(Heard("beep"))

    def _hears(self, listener: Leg, speaker: Leg) -> bool:
        """No lock: asked fifty times a second by the mixer."""
        seat = next((s for s in self.seats if s.leg is speaker), None)
        if seat is None or seat.muted or seat.hold:
            return False
        return not seat.coaching or listener.sid == seat.coach_sid

    def _tell(self, event: str, extra: dict[str, str]) -> None:
        callback = self.callback
        fields = {
            "AccountSid": self.office.account.sid,
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "SequenceNumber": str(self._sequence + 1),
            "StatusCallbackEvent": event,
            "Timestamp": rfc2822(self.office.clock.now()),
        }
        self._sequence += 1
        if callback is not None and SUBSCRIPTION[event] in callback.events:
            self.office.dispatcher.tell(Notice(self.sid, callback.url, callback.method, fields | extra))


SUBSCRIPTION = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


def open_room(office: Office, name: str) -> Room:
    """The live room of that name, made if there is none."""
    with office.directory.lock:
        room = office.directory.live_room(name)
        if room is None:
            room = Room(office, name)
            office.directory.rooms[room.sid] = room
        return room
