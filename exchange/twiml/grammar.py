"""The table of TwiML: verbs, nouns, attributes, values and nesting (reference/twilio.md 2.2 to 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exchange.twiml.values import (
    BOOL,
    CALL_EVENTS,
    LANGUAGE,
    METHOD,
    RECORDING_EVENTS,
    URL,
    Check,
    anything,
    at_most,
    either,
    matching,
    number,
    several,
    words,
)


@dataclass(frozen=True)
class Shape:
    """What one element may carry."""

    attributes: Mapping[str, Check] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: Check | None = None  # None: no text allowed
    required: frozenset[str] = frozenset()
    one_kind: bool = False  # text or children of one kind, and at least one of them


ACTION: dict[str, Check] = {"action": URL, "method": METHOD}
STATUS: dict[str, Check] = {
    "statusCallback": URL,
    "statusCallbackMethod": METHOD,
    "statusCallbackEvent": CALL_EVENTS,
}
RECORDING: dict[str, Check] = {
    "recordingStatusCallback": URL,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": RECORDING_EVENTS,
}
WHISPER: dict[str, Check] = {"url": URL, "method": METHOD}
DETECTION: dict[str, Check] = {
    "machineDetection": words("Enable", "DetectMessageEnd"),
    "machineDetectionTimeout": number(3, 60),
    "machineDetectionSpeechThreshold": number(1000, 6000),
    "machineDetectionSpeechEndThreshold": number(500, 5000),
    "machineDetectionSilenceTimeout": number(2000, 10000),
    "amdStatusCallback": URL,
    "amdStatusCallbackMethod": METHOD,
}
SSML = frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"})
SPEECH_MODELS = matching(
    r"default|numbers_and_commands|phone_call|experimental_(conversations|utterances)|(googlev2|deepgram)_[\w-]+"
)
TRIM = words("trim-silence", "do-not-trim")
ROOM_EVENTS = several("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
VERBS = frozenset(
    {"Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Leave", "Redirect", "Hangup", "Reject"}
    | {"Start", "Stop", "Connect"}
)

_CONFERENCE: dict[str, Check] = {
    "startConferenceOnEnter": BOOL,
    "endConferenceOnExit": BOOL,
    "muted": BOOL,
    "beep": words("true", "false", "onEnter", "onExit"),
    "waitUrl": URL,
    "waitMethod": METHOD,
    "maxParticipants": number(2, 250),
    "coach": matching(r"CA[0-9a-f]{32}"),
    "participantLabel": at_most(128),
    "record": words("do-not-record", "record-from-start"),
    "trim": TRIM,
    "statusCallback": URL,
    "statusCallbackMethod": METHOD,
    "statusCallbackEvent": ROOM_EVENTS,
    "jitterBufferSize": words("off", "small", "medium", "large"),
    "region": words("us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"),
    **RECORDING,
}
_GATHER: dict[str, Check] = {
    "input": words("dtmf", "speech", "dtmf speech", "speech dtmf"),
    "actionOnEmptyResult": BOOL,
    "timeout": either(number(0, 600), words("auto")),
    "speechTimeout": either(number(0, 600), words("auto")),
    "numDigits": number(1, 1000),
    "finishOnKey": matching(r"[0-9#*]?"),
    "hints": lambda text: len(text.split(",")) <= 500 and all(len(h) <= 100 for h in text.split(",")),
    "language": LANGUAGE,
    "speechModel": SPEECH_MODELS,
    "profanityFilter": BOOL,
    "partialResultCallback": URL,
    "partialResultCallbackMethod": METHOD,
    "enhanced": BOOL,
    "bargeIn": BOOL,
    **ACTION,
}
_DIAL: dict[str, Check] = {
    "timeout": number(5, 600),
    "timeLimit": number(1, 86400),
    "answerOnBridge": BOOL,
    "callerId": anything,
    "hangupOnStar": BOOL,
    "record": words(
        *("do-not-record", "true", "false", "record-from-answer", "record-from-ringing"),
        *("record-from-answer-dual", "record-from-ringing-dual"),
    ),
    "recordingTrack": words("inbound", "outbound", "both"),
    "trim": TRIM,
    "ringTone": matching("[a-z]{2}"),
    "sequential": BOOL,
    "callReason": at_most(50),
    **ACTION,
    **RECORDING,
}

GRAMMAR: Mapping[str, Shape] = {
    "Response": Shape(children=VERBS),
    "Say": Shape(
        {"voice": anything, "language": LANGUAGE, "loop": number(0, 1000)}, children=SSML, text=anything
    ),
    "Play": Shape({"loop": number(0, 1000), "digits": matching(r"[0-9A-D#*wW]+")}, text=URL),
    "Pause": Shape({"length": number(0, 86400)}),
    "Gather": Shape(_GATHER, children=frozenset({"Say", "Play", "Pause"})),
    "Record": Shape(
        {
            "timeout": number(0, 14400),
            "finishOnKey": matching(r"[0-9#*]*"),
            "maxLength": number(1, 86400),
            "playBeep": BOOL,
            "trim": TRIM,
            "transcribe": words("false"),
            **ACTION,
            **RECORDING,
        }
    ),
    "Dial": Shape(
        _DIAL,
        children=frozenset({"Number", "Client", "Sip", "Conference", "Queue"}),
        text=anything,
        one_kind=True,
    ),
    "Number": Shape(
        {"sendDigits": matching(r"[0-9A-D#*wW]+"), **WHISPER, **STATUS, **DETECTION}, text=anything
    ),
    "Client": Shape(
        {**WHISPER, **STATUS}, children=frozenset({"Identity", "Parameter"}), text=anything, one_kind=False
    ),
    "Identity": Shape(text=at_most(256)),
    "Parameter": Shape({"name": anything, "value": anything}, required=frozenset({"name", "value"})),
    "Sip": Shape({"username": anything, "password": anything, **WHISPER, **STATUS}, text=at_most(1300)),
    "Conference": Shape(_CONFERENCE, text=at_most(128)),
    "Queue": Shape(WHISPER, text=at_most(64)),
    "Enqueue": Shape(
        {"waitUrl": URL, "waitUrlMethod": METHOD, "maxQueueSize": number(1, 5000), **ACTION},
        text=at_most(64),
    ),
    "Leave": Shape(),
    "Redirect": Shape({"method": METHOD}, text=URL),
    "Hangup": Shape(),
    "Reject": Shape({"reason": words("rejected", "busy")}),
    "Start": Shape(ACTION, children=frozenset({"Stream", "Recording"}), one_kind=True),
    "Stop": Shape(children=frozenset({"Stream", "Recording"}), one_kind=True),
    "Connect": Shape(ACTION, children=frozenset({"Stream"}), one_kind=True),
    "Stream": Shape(
        {
            "url": URL,
            "name": anything,
            "track": words("inbound_track", "outbound_track", "both_tracks"),
            "statusCallback": URL,
            "statusCallbackMethod": METHOD,
        },
        children=frozenset({"Parameter"}),
    ),
    "Recording": Shape(
        {
            "name": anything,
            "trim": TRIM,
            "track": words("inbound", "outbound", "both"),
            "channels": words("mono", "dual"),
            **RECORDING,
        }
    ),
}

# Which verbs may run where (reference 2.6 and 2.4).
IN_ROOM_WAIT = frozenset({"Play", "Say", "Pause", "Redirect"})
IN_QUEUE_WAIT = IN_ROOM_WAIT | {"Gather", "Leave", "Hangup"}
IN_WHISPER = frozenset({"Play", "Say", "Pause", "Gather", "Redirect", "Hangup"})
