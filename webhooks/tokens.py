"""Access tokens for the agents' browser phones. The identity comes from the session, never from a request."""

from __future__ import annotations

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from webhooks.parts import TwilioSettings

TTL_S = 1800


def voice_token(settings: TwilioSettings, identity: str) -> str:
    token = AccessToken(
        settings.account_sid, settings.api_key, settings.api_secret, identity=identity, ttl=TTL_S
    )
    outgoing = {"outgoing_application_sid": settings.app_sid} if settings.app_sid else {}
    token.add_grant(VoiceGrant(incoming_allow=True, **outgoing))
    jwt: str | bytes = token.to_jwt()
    return jwt.decode() if isinstance(jwt, bytes) else jwt
