"""What several orders do with a leg by REST: ring one, and put one on another document."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

import structlog
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from support.worker import Done, GivenUp, Outcome
from webhooks.parts import Parts

GONE = (404, 410)
NOT_MODIFIABLE = 21220
EVENTS = ["initiated", "ringing", "answered", "completed"]
log = structlog.get_logger()


def ring(
    parts: Parts,
    client: Client,
    address: str,
    ours: str,
    timeout_s: int,
    door: Literal["agent", "party"],
    key: dict[str, int],
    told: dict[str, int] | None = None,
    **more: Any,
) -> Outcome:
    """`key` goes with every address that we hand out; a browser is `told` more than that."""
    query = urlencode(key | (told or {}))
    call = client.calls.create(
        to=f"{address}?{query}" if address.startswith("client:") else address,
        from_=ours,
        url=parts.url(f"{door}/answer", **key),
        status_callback=parts.notification_url(f"{door}/status", **key),
        status_callback_event=EVENTS,
        timeout=timeout_s,
        **more,
    )
    log.info("leg_placed", leg=call.sid, door=door)  # whoever reads of the leg later finds its call by this
    return Done({"sid": call.sid})


def redirect(client: Client, sid: str, url: str) -> Outcome:
    """Given up when the leg is over: then there is nobody to move."""
    try:
        client.calls(sid).update(url=url, method="POST")
    except TwilioRestException as error:
        if is_over(error):
            return GivenUp("the caller is gone")
        raise
    return Done()


def is_over(error: TwilioRestException) -> bool:
    """What was asked of a leg that is not there any more."""
    return error.status in GONE or error.code == NOT_MODIFIABLE
