"""A telephone in a browser, as the exchange sees it: events become messages, messages become keys and words.

Knows no web framework: it puts messages into an outbox. The protocol is docs/exchange-phone.md.
"""

import json
import threading
from collections.abc import Mapping

from exchange.phones.base import Heard, Line
from exchange.phones.outbox import Outbox

VOICES = ("browser", "server", "captions")
PERSON = "person"  # the voice of words that somebody else in the call typed instead of speaking


class WebPhone:
    """One call at a time: a second one that comes in is declined, which its caller sees as busy."""

    def __init__(
        self, address: str, outbox: Outbox, tts: str = "captions", audio: bool = False, application: str = ""
    ) -> None:
        """tts: one of VOICES; audio: frames both ways; application: the TwiML App of calls it places."""
        self.address = address
        self.wants_audio = audio
        self.application_sid = application
        self.speak_with(tts)
        self._outbox = outbox
        self._line: Line | None = None
        self._before: Line | None = None
        self._taken = False
        self._retired = False
        self._caption_only = False
        self._lock = threading.Lock()

    @property
    def line(self) -> Line | None:
        return self._line

    @property
    def busy(self) -> bool:
        return self._taken

    def speak_with(self, tts: str) -> None:
        """Change who speaks the prompts from the next one on: browser, server or captions."""
        self._tts = tts
        self.speaks_itself = tts == "browser"

    def take(self, line: Line | None = None) -> bool:
        """Lift the receiver, for this line or one that is about to be dialled. False: it is in use."""
        with self._lock:
            if self._taken or self._retired:
                return False
            self._taken, self._line = True, line
            return True

    def dialled(self, line: Line) -> None:
        """The line that dial() returned; the call may be over already."""
        with self._lock:
            if self._taken and self._line is None:
                self._line = line

    def put_down(self) -> None:
        with self._lock:
            self._before, self._line, self._taken = self._line, None, False

    def retire(self) -> Line | None:
        """Never take a call again; the line that is still up, if any."""
        with self._lock:
            line, self._retired = self._line, True
            return line

    def tell(self, event: str, **facts: object) -> None:
        """Put an event of the protocol on its way."""
        self._outbox.put(json.dumps({"event": event, **facts}, ensure_ascii=False))

    # what the exchange calls

    def ringing(self, line: Line, caller: str, parameters: Mapping[str, str]) -> None:
        if not self.take(line):
            # not told to the browser: its owner is talking and can do nothing about it
            line.decline()
            return
        self.tell("ringing", **{"from": caller, "params": dict(parameters), "sid": line.sid})

    def answered(self, line: Line) -> None:
        if self._is_ours(line):
            self.tell("answered", sid=line.sid)

    def heard(self, line: Line, heard: Heard) -> None:
        if not self._is_ours(line):
            return
        prompt = heard.kind == "say" and heard.voice != PERSON
        self._caption_only = prompt and self._tts == "captions"
        self.tell(
            "heard",
            kind=heard.kind,
            text=heard.text,
            language=heard.language,
            voice=heard.voice,
            duration_s=round(heard.duration_s, 3),
        )

    def hear_audio(self, line: Line, frame: bytes) -> None:
        if line is self._line and not self._caption_only:
            self._outbox.put(frame)

    def interrupted(self, line: Line) -> None:
        if self._is_ours(line):
            self._outbox.drop_sound()
            self.tell("interrupted")

    def ended(self, line: Line, status: str) -> None:
        if self._is_ours(line):
            self.put_down()
            self._outbox.drop_sound()
            self.tell("ended", status=status)

    def text(self, sender: str, body: str) -> None:
        """An SMS has come."""
        self.tell("text", **{"from": sender, "body": body})

    def _is_ours(self, line: Line) -> bool:
        """The line in use; a line just dialled may speak before dial() has returned it."""
        with self._lock:
            # the call before may still have a last word, which must not make it this one
            if self._taken and self._line is None and line is not self._before:
                self._line = line
            return self._line is line
