"""The phone company's machines of the benchmark: sounds given out, listed and deleted once."""

from __future__ import annotations

from datetime import UTC, datetime

import requests
from twilio.rest import Client

from bench.voicemail_carrier import Carrier, Left, answering
from webhooks.client import ShortHttpClient

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_recording_from_its_list_to_its_end() -> None:
    carrier = Carrier(b"RIFF")
    carrier.leave(Left("RE1", "CA1", 3, NOON))
    carrier.leave(Left("RE2", "CA2", 3, NOON))
    with answering(carrier) as address:
        client = Client("SK1", "secret", "AC1", http_client=ShortHttpClient(address))
        assert [each.sid for each in client.recordings.list()] == ["RE1", "RE2"]
        found = client.recordings.list(call_sid="CA1")[0]
        assert (found.sid, found.duration, found.date_created) == ("RE1", "3", NOON)
        replies = [requests.get(f"{found.media_url}.wav", timeout=5) for _ in range(2)]
        assert replies[1].content == b"RIFF"
        assert client.recordings("RE1").delete()
        assert requests.get(f"{found.media_url}.wav", timeout=5).status_code == 404
        assert [each.sid for each in client.recordings.list()] == ["RE2"]
        assert len({client.messages.create(to="+1", from_="+2", body="Hi").sid for _ in range(2)}) == 2
        assert client.messages.list() == []
    assert (carrier.removed["RE1"], carrier.removed["RE2"]) == (1, 0)


def test_some_sounds_are_there_only_later() -> None:
    carrier = Carrier(b"RIFF")
    for number in range(60):
        carrier.leave(Left(f"RE{number}", "CA1", 3, NOON))
    first = [carrier.get(f"/Recordings/RE{number}.wav")[0] for number in range(60)]
    assert {404, 503, 200} == set(first)
    assert {carrier.get(f"/Recordings/RE{number}.wav")[0] for number in range(60)} == {200}
