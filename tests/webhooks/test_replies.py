"""The two kinds of answer."""

from __future__ import annotations

from webhooks.replies import nothing, xml


def test_a_document_is_xml() -> None:
    reply = xml("<Response/>")
    assert (reply.status_code, reply.mimetype, reply.get_data()) == (200, "text/xml", b"<Response/>")
    assert "utf-8" in reply.headers["Content-Type"]


def test_nothing_is_204_and_empty() -> None:
    reply = nothing()
    assert (reply.status_code, reply.get_data()) == (204, b"")
