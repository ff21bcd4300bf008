"""Where one call is. Small, frozen, and round-trips through JSON: it is all that a worker needs to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class State:
    call: str  # our id of the call; `split` draws its lot from it
    flow: str
    version: int
    language: str
    step: str = ""
    seq: int = 0  # number of the question now asked
    attempt: int = 1  # which try of this step
    phase: str = "new"  # what is waited for: see PHASES in `transitions.py`
    choice: str = ""  # an answer that waits for its confirmation, or what a waiting caller pressed
    variables: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()  # steps walked, oldest first
    stack: tuple[tuple[str, str], ...] = ()  # sub-flows: (flow, step to go on with)
    steps_walked: int = 0
    walked: int = 0  # steps since anything but a fact was told: facts are no reason to go on for ever
    began: float = 0.0  # when the call started, in seconds since 1970
    rescued: str = ""  # how far a failed call was led already: "", step, voicemail
    receipt: Mapping[str, str | int | float] = field(default_factory=dict)  # of the open question

    @property
    def ended(self) -> bool:
        return self.phase == "ended"

    def to_json(self) -> dict[str, Any]:
        # By name, not `asdict`: every turn is kept, and that one copies everything at any depth.
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {"variables": dict(self.variables), "receipt": dict(self.receipt)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """The inverse of `to_json`, also after JSON turned tuples into lists."""
        stack = tuple((flow, step) for flow, step in data["stack"])
        return cls(**{**data, "path": tuple(data["path"]), "stack": stack})
