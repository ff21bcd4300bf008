"""<Start>, <Stop>, <Connect>: what runs beside the call, or instead of it (reference 1.10, 2.2, 4)."""

from __future__ import annotations

from tests.exchange.conftest import LINE, Ear, Town


def test_a_stream_runs_beside_the_call(town: Town, ear: Ear) -> None:
    inner = '<Parameter name="a" value="b"/>'
    stream = f'<Stream url="{ear.url}" name="ears" statusCallback="/stream">{inner}</Stream>'
    town.line(f'<Start>{stream}</Start><Pause length="20"/>')
    line = town.caller.dial(LINE)
    start = ear.expect("start")
    assert start["start"]["callSid"] == line.sid
    assert start["start"]["customParameters"] == {"a": "b"}
    assert start["start"]["tracks"] == ["inbound"]
    town.caller.hang_up()
    ear.expect("stop")
    assert town.customer.expect("/stream")["StreamEvent"] == "stream-started"
    told = town.customer.expect("/stream")
    assert (told["StreamEvent"], told["StreamName"]) == ("stream-stopped", "ears")


def test_stop_ends_it_by_name(town: Town, ear: Ear) -> None:
    stop = '<Stop><Stream name="ears"/></Stop>'
    start = f'<Start><Stream url="{ear.url}" name="ears"/></Start>'
    town.line(f'{start}<Gather numDigits="1"><Say>press</Say></Gather>', f'{stop}<Pause length="20"/>')
    town.caller.dial(LINE)
    ear.expect("start")
    town.caller.press("1")
    ear.expect("stop")
    assert town.caller.status == "in-progress"
    town.caller.hang_up()


def test_connect_blocks_until_the_other_end_closes(town: Town, ear: Ear) -> None:
    town.line(f'<Connect action="/after"><Stream url="{ear.url}"/></Connect>')
    town.customer.on("/after", "<Say>after the stream</Say>")
    town.caller.dial(LINE)
    ear.expect("start")
    town.caller.press("5")
    assert ear.expect("dtmf")["dtmf"] == {"track": "inbound_track", "digit": "5"}
    ear.close()
    town.caller.expect_heard("after the stream")


def test_an_unreachable_stream_leaves_the_call_alone(town: Town) -> None:
    stream = '<Stream url="ws://127.0.0.1:9/x" statusCallback="/stream"/>'
    town.line(f"<Start>{stream}</Start><Say>goes on</Say><Connect>{stream}</Connect><Say>falls through</Say>")
    town.caller.dial(LINE)
    town.caller.expect_heard("goes on")
    town.caller.expect_heard("falls through")
    assert town.customer.expect("/stream")["StreamEvent"] == "stream-error"
    assert {a.code for a in town.exchange.debugger} == {31902}


def test_a_stream_must_be_encrypted_or_local(town: Town) -> None:
    town.line('<Start><Stream url="ws://cc.example/x"/></Start><Say>goes on</Say>')
    town.caller.dial(LINE)
    town.caller.expect_heard("goes on")
    assert [a.code for a in town.exchange.debugger] == [31922]


def test_a_recording_beside_the_call(town: Town) -> None:
    town.line(
        '<Start><Recording name="r" recordingStatusCallback="/recording"/></Start>'
        "<Gather><Say>speak</Say></Gather>"
    )
    town.caller.dial(LINE)
    town.caller.expect_heard("speak")
    town.caller.say("some words to be kept")
    town.caller.hang_up()
    told = town.customer.expect("/recording")
    assert (told["RecordingStatus"], told["RecordingChannels"]) == ("completed", "2")
