"""Whose phone company this is: the account and its secrets."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """sid AC..., the auth token that signs webhooks, an API key SK... and its secret."""

    sid: str
    auth_token: str = field(repr=False)
    api_key: str
    api_secret: str = field(repr=False)
