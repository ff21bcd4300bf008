"""Reading documents strictly: a museum of broken ones, each named for its fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.twiml.parser import TwimlError, parse


def wrap(inside: str) -> str:
    return f"<Response>{inside}</Response>"


BROKEN = {
    "empty": ("", 11770),
    "blank": ("  \n", 11770),
    "too large": (wrap(f"<Say>{'x' * 70_000}</Say>"), 11750),
    "not XML": ("hello", 12100),
    "blank before the prolog": (" <?xml version='1.0'?><Response/>", 12100),
    "unclosed": ("<Response><Say>", 12100),
    "bare ampersand": (wrap("<Redirect>/a?b=1&c=2</Redirect>"), 12100),
    "entity bomb": ('<!DOCTYPE r [<!ENTITY a "a">]><Response>&a;</Response>', 12100),
    "other root": ("<Reply/>", 12102),
    "lower-case root": ("<response/>", 12102),
    "unknown verb": (wrap("<Shout>x</Shout>"), 12200),
    "lower-case verb": (wrap("<say>x</say>"), 12200),
    "unknown attribute": (wrap('<Say volume="11">x</Say>'), 12200),
    "attribute in other case": (wrap('<Gather numdigits="1"/>'), 12200),
    "value out of range": (wrap('<Dial timeout="4">+15005550006</Dial>'), 12200),
    "boolean in capitals": (wrap('<Record playBeep="True"/>'), 12200),
    "verb inside a gather": (wrap("<Gather><Dial>1</Dial></Gather>"), 13320),
    "keys played inside a gather": (wrap('<Gather><Play digits="1"/></Gather>'), 12200),
    "noun as verb": (wrap("<Number>1</Number>"), 12200),
    "empty say": (wrap("<Say> </Say>"), 13520),
    "long say": (wrap(f"<Say>{'x' * 4097}</Say>"), 13521),
    "text between verbs": (wrap("hello<Say>x</Say>"), 12200),
    "dial of nothing": (wrap("<Dial/>"), 12200),
    "dial of two kinds": (wrap("<Dial><Client>a</Client><Conference>b</Conference></Dial>"), 12200),
    "dial of text and noun": (wrap("<Dial>+1<Client>a</Client></Dial>"), 12200),
    "parameter without value": (wrap('<Start><Stream url="x"><Parameter name="a"/></Stream></Start>'), 12200),
    "unknown conference event": (
        wrap('<Dial><Conference statusCallbackEvent="begin">r</Conference></Dial>'),
        12200,
    ),
    "long queue name": (wrap(f"<Enqueue>{'q' * 65}</Enqueue>"), 12200),
    "SSML that is none": (wrap("<Say><p><blink>x</blink></p></Say>"), 12200),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_documents(fault: str) -> None:
    text, code = BROKEN[fault]
    with pytest.raises(TwimlError) as refused:
        parse(text)
    assert refused.value.code == code


def test_a_whole_document() -> None:
    gather, redirect = parse(
        wrap(
            '<!-- a menu --><Gather numDigits="1" finishOnKey=""><Say>Press <break/> 1</Say><Pause/></Gather>'
            "<Redirect>/a?b=1&amp;c=2</Redirect>"
        )
    )
    assert gather.whole("numDigits", 9) == 1
    assert gather.get("finishOnKey", "#") == ""
    assert [child.name for child in gather.children] == ["Say", "Pause"]
    assert gather.all("Say")[0].text == "Press 1"
    assert redirect.text == "/a?b=1&c=2"
    assert redirect.flag("missing", True) is True


@given(st.text(max_size=200) | st.text(max_size=50).map(lambda t: f"<Response><Say>{t}</Say></Response>"))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        verbs = parse(text)
    except TwimlError as error:
        refused = error.code
    else:
        refused = 0
        assert all(verb.name == "Say" and verb.text for verb in verbs)
    assert refused in (0, 11770, 12100, 12102, 12200, 13520)
