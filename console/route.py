"""A route of the console as a value: each noun's file lists its own, the shell mounts them all.

Who may use a route is part of the value, and nobody is the default for what is not listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["anybody", "agent", "supervisor", "admin"]


@dataclass(frozen=True)
class Route:
    """`role` is the least one that may come in; a later role has the rights of those before it."""

    rule: str
    view: Callable[..., Any]
    name: str
    role: Role = "agent"
    methods: tuple[str, ...] = ("GET",)
