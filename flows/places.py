"""Where in the text each key and value of a document was written."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.values import ANY_LANGUAGE

Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1


@dataclass(frozen=True)
class Places:
    """Places by path (`("steps", "main", "options", 0, "next")`). A path that was not written down
    has the place of the nearest thing around it that was."""

    file: str = ""
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def key(self, path: Path) -> Place:
        return self.keys.get(path) or self.value(path)

    def value(self, path: Path) -> Place:
        if path and path[-1] == ANY_LANGUAGE:
            path = path[:-1]  # a text for all languages was written without one
        if path in self.values:
            return self.values[path]
        while path:
            path = path[:-1]
            if place := self.keys.get(path) or self.values.get(path):
                return place
        return 1, 1
