"""Recordings while they run: sound in step with the clock, then a WAV file and callbacks (reference 1.9)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from exchange.audio import mulaw, wav
from exchange.dispatcher import Notice
from exchange.leg import Leg
from exchange.office import Office, rfc2822
from exchange.records import Callback, Recording
from exchange.sids import new_sid

GAP = 1600  # bytes behind the clock (200 ms) before silence is filled in
QUIET = 100  # RMS of 16-bit samples below which a frame is silence


@dataclass(frozen=True)
class Wanted:
    """How to record. source: RecordVerb DialVerb Conference OutboundAPI StartCallRecordingAPI ..."""

    source: str
    channels: int = 1
    track: str = "both"  # inbound outbound both
    trim: bool = False
    callback: Callback | None = None


class Recorder:
    """One running recording of at most two channels. Safe from any thread."""

    def __init__(self, office: Office, wanted: Wanted, call_sid: str, conference_sid: str = "") -> None:
        self._office = office
        self._wanted = wanted
        self._lock = threading.Lock()
        self._tracks = (bytearray(), bytearray())
        self._begun = office.clock.now()
        self._skipped_s = 0.0
        self._paused_at: float | None = None
        self._skip = False
        self._detach: list[Callable[[], None]] = []
        self.stopped = False
        self._kept = threading.Event()
        self.record = Recording(
            new_sid("RE"),
            call_sid,
            wanted.source,
            self._begun,
            conference_sid,
            wanted.track,
            wanted.channels,
        )
        with office.directory.lock:
            office.directory.recordings[self.record.sid] = self.record
            office.directory.recorders[self.record.sid] = self
        self._tell("in-progress")

    @property
    def url(self) -> str:
        return self._office.rest_url(f"Recordings/{self.record.sid}")

    def attach(self, detach: Callable[[], None]) -> None:
        """What to call when the recording stops."""
        self._detach.append(detach)

    def push(self, channel: int, frame: bytes) -> None:
        """Sound of one channel, now."""
        with self._lock:
            if self.stopped:
                return
            track = self._tracks[channel]
            due = self._due()
            if len(track) + len(frame) < due - GAP:
                track.extend(b"\xff" * (due - len(frame) - len(track)))
            track.extend(frame if self._paused_at is None else b"" if self._skip else mulaw.SILENCE)

    def pause(self, skip: bool) -> None:
        """skip: leave the pause out altogether, instead of silence."""
        with self._lock:
            self._paused_at, self._skip = self._office.clock.now(), skip
        self.record.status = "paused"

    def resume(self) -> None:
        with self._lock:
            if self._paused_at is not None and self._skip:
                self._skipped_s += self._office.clock.now() - self._paused_at
            self._paused_at = None
        self.record.status = "in-progress"

    def stop(self) -> Recording:
        """The finished recording; a file exists if its status is completed."""
        with self._lock:
            first, self.stopped = not self.stopped, True
            channels = self._channels() if first else []
        if not first:
            self._kept.wait()  # another thread is writing the file
            return self.record
        for detach in self._detach:
            detach()
        try:
            self._keep(channels)
        finally:
            self._kept.set()
        with self._office.directory.lock:
            self._office.directory.recorders.pop(self.record.sid, None)
        self._tell(self.record.status)
        return self.record

    def fields(self) -> dict[str, str]:
        """As verbs' actions and call callbacks carry them."""
        return {
            "RecordingSid": self.record.sid,
            "RecordingUrl": self.url,
            "RecordingDuration": str(max(0, self.record.duration_s)),
        }

    def _due(self) -> int:
        until = self._office.clock.now() if self._paused_at is None or not self._skip else self._paused_at
        return int((until - self._begun - self._skipped_s) * mulaw.RATE)

    def _channels(self) -> list[bytes]:
        length = max(self._due(), *(len(track) for track in self._tracks))
        full = [bytes(track.ljust(length, b"\xff")) for track in self._tracks]
        if self._wanted.track != "both":
            return [full[0] if self._wanted.track == "inbound" else full[1]]
        return full if self._wanted.channels == 2 else [mulaw.mix(full)]

    def _keep(self, channels: list[bytes]) -> None:
        if self._wanted.trim:
            channels = _trimmed(channels)
        if not channels[0]:
            self.record.status, self.record.duration_s = "absent", 0
            return
        path = self._office.folder / f"{self.record.sid}.wav"
        self._office.folder.mkdir(parents=True, exist_ok=True)
        wav.write(path, channels)
        self.record.path = str(path)
        self.record.duration_s = round(len(channels[0]) / mulaw.RATE)
        self.record.status = "completed"

    def _tell(self, event: str) -> None:
        callback = self._wanted.callback
        if callback is None or event not in callback.events:
            return
        record = self.record
        fields = {
            "AccountSid": self._office.account.sid,
            "RecordingSid": record.sid,
            "RecordingUrl": self.url,
            "RecordingStatus": event,
            "RecordingChannels": str(record.channels),
            "RecordingSource": record.source,
        }
        if record.conference_sid:
            fields["ConferenceSid"] = record.conference_sid
        else:
            fields["CallSid"] = record.call_sid
        if record.source != "RecordVerb":
            fields["RecordingStartTime"] = rfc2822(record.created)
            fields["RecordingTrack"] = record.track
        if event == "completed":
            fields["RecordingDuration"] = str(record.duration_s)
        self._office.dispatcher.tell(Notice(record.sid, callback.url, callback.method, fields))


def record_leg(office: Office, leg: Leg, wanted: Wanted) -> Recorder:
    """Channel 1: what the party says; channel 2: what it hears. Stops at the latest with the leg."""
    recorder = Recorder(office, wanted, leg.sid)
    inbound = (lambda frame: recorder.push(0, frame)) if wanted.track != "outbound" else None
    outbound = (lambda frame: recorder.push(1, frame)) if wanted.track != "inbound" else None
    recorder.attach(leg.tap(inbound, outbound))
    with leg.condition:
        leg.at_end.append(lambda: _stop_with(leg, recorder, wanted))
    return recorder


def _stop_with(leg: Leg, recorder: Recorder, wanted: Wanted) -> None:
    recorder.stop()
    if wanted.source == "OutboundAPI":
        leg.terminal_fields |= recorder.fields()


def _trimmed(channels: list[bytes]) -> list[bytes]:
    """Without silence at both ends of all channels together."""
    frames = range(0, len(channels[0]), mulaw.FRAME)
    loud = [at for at in frames if any(mulaw.loudness(c[at : at + mulaw.FRAME]) > QUIET for c in channels)]
    if not loud:
        return [b"" for _ in channels]
    return [channel[loud[0] : loud[-1] + mulaw.FRAME] for channel in channels]
