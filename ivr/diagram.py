"""The engine's table as a drawing and as text: docs/engine.svg and the table in docs/engine.md.

`python -m ivr.diagram` writes both; a test fails while they differ from the table.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from flows.steps import KINDS
from ivr.events import HungUp
from ivr.transitions import AFTER_WALK, PHASES, STEPS_IN, TRANSITIONS, WALK

DOCS = Path(__file__).parent.parent / "docs"
BEGIN = "<!-- this table is drawn from ivr/transitions.py -->"
END = "<!-- end of the table -->"

WIDTH = 860
ROW = 30  # height of one event's arrow
GAP = 18  # between phases
TOP = 70
PHASE_X, PHASE_W = 70, 110
WALK_X, WALK_W = 640, 150
BUS_X = 34  # the line that leads from the walk back to the phases

_STYLE = """
  .paper { fill: #ffffff }
  .box { fill: #f4f6f8; stroke: #5b6b7b; stroke-width: 1.5 }
  .walk { fill: #e3f0ff; stroke: #1f5fa8 }
  .last { fill: #eceff1; stroke-dasharray: 5 3 }
  .line { fill: none; stroke: #5b6b7b; stroke-width: 1.5 }
  .name { font: 600 14px system-ui, sans-serif; fill: #1c2733 }
  .event { font: 13px system-ui, sans-serif; fill: #1c2733 }
  .else { font: italic 12px system-ui, sans-serif; fill: #4d5b69 }
  .tip { fill: #5b6b7b }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0f1419 } .box { fill: #1d2630; stroke: #8fa1b3 } .walk { fill: #14304f; stroke: #7db4f0 }
    .last { fill: #161c23 } .line { stroke: #8fa1b3 } .tip { fill: #8fa1b3 }
    .name, .event { fill: #e6edf3 } .else { fill: #a9b7c4 }
  }
"""


def answers(phase: str) -> list[tuple[str, tuple[str, ...]]]:
    """(event, where it may lead) of a phase; hanging up, which is the same everywhere, is left out."""
    return [
        (event.__name__, transition.leads_to)
        for (at, event), transition in TRANSITIONS.items()
        if at == phase and event is not HungUp
    ]


def asked_by(phase: str) -> str:
    """The step kinds that ask in a phase, as authors write them."""
    models = STEPS_IN.get(phase, ())
    return ", ".join(kind for kind, model in KINDS.items() if model in models)


# --- text ----------------------------------------------------------------------------------------------


def to_table() -> str:
    """A Markdown table, one line for each phase and event."""
    lines = ["| phase | asked by | event | leads to |", "| --- | --- | --- | --- |"]
    for phase in PHASES:
        for event, leads_to in answers(phase):
            where = ", ".join(_in_words(target, phase) for target in leads_to)
            lines.append(f"| {phase} | {asked_by(phase)} | `{event}` | {where} |")
    lines.append(f"| any but ended | | `{HungUp.__name__}` | ended |")
    lines.append("| ended | | none | |")
    return "\n".join(lines)


def _in_words(target: str, phase: str) -> str:
    if target == WALK:
        return "the next step"
    return f"{phase} again" if target == phase else target


def in_page(page: str) -> str:
    """The page with its table drawn anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{to_table()}\n\n{END}{after}"


# --- drawing -------------------------------------------------------------------------------------------


def to_svg() -> str:
    """Phases on the left, the walk on the right, an arrow for every event that is waited for."""
    body: list[str] = []
    y, highest_arrow = TOP, 0.0
    for phase in PHASES:
        height = max(1, len(answers(phase))) * ROW
        body += _phase(phase, y, height)
        if phase in AFTER_WALK:
            highest_arrow = highest_arrow or y + height / 2
        y += height + GAP
    bottom = y - GAP
    walk = [
        _box("box walk", WALK_X, TOP, WALK_W, bottom - TOP),
        _text("name", WALK_X + WALK_W / 2, (TOP + bottom) / 2 - 8, "walk", "middle"),
        _text("else", WALK_X + WALK_W / 2, (TOP + bottom) / 2 + 12, "step by step", "middle"),
        _line(f"M{WALK_X + WALK_W / 2} {bottom} v24 H{BUS_X} V{highest_arrow}"),
        _text("else", WALK_X - 12, bottom + 18, "the next question, or the end", "end"),
        _text("else", PHASE_X, 34, f"In any phase but ended, {HungUp.__name__} leads to ended."),
        _text("else", PHASE_X, 52, "An event that has no arrow here, or an older number, changes nothing."),
    ]
    return _document(bottom + 46, [*body, *walk])


def _phase(phase: str, y: int, height: int) -> list[str]:
    middle = y + height / 2
    parts = [
        _box("box last" if phase == "ended" else "box", PHASE_X, y, PHASE_W, height),
        _text("name", PHASE_X + PHASE_W / 2, middle + 5, phase, "middle"),
    ]
    if phase in AFTER_WALK:
        parts += _arrow(BUS_X, PHASE_X, middle)
    for number, (event, leads_to) in enumerate(answers(phase)):
        parts += _answer(phase, event, leads_to, y + number * ROW + ROW / 2)
    return parts


def _answer(phase: str, event: str, leads_to: tuple[str, ...], y: float) -> list[str]:
    start = PHASE_X + PHASE_W
    others = [_in_words(target, phase) for target in leads_to if target != WALK]
    text = " or ".join(others)
    label = _text("event", start + 12, y - 5, event)
    if WALK in leads_to:
        also = [_text("else", WALK_X - 14, y - 5, f"or {text}", "end")] if text else []
        return [label, *also, *_arrow(start, WALK_X, y)]
    return [label, *_arrow(start, start + 190, y), _text("else", start + 198, y + 4, text)]


def _arrow(x1: float, x2: float, y: float) -> list[str]:
    return [_line(f"M{x1} {y} H{x2 - 6}"), f'<path class="tip" d="M{x2} {y} l-8 -4 v8 z"/>']


def _line(path: str) -> str:
    return f'<path class="line" d="{path}"/>'


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'


def _text(kind: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _document(height: float, body: list[str]) -> str:
    title = "The call engine's phases"
    text = "What a call waits for in each phase, and where each answer leads. The same table is in engine.md."
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="title about">\n<title id="title">{title}</title>\n<desc id="about">{text}</desc>'
    )
    # The drawing brings its own ground: a page may be light while its reader prefers dark.
    paper = f'<rect class="paper" width="{WIDTH}" height="{height:g}"/>'
    return "\n".join([head, f"<style>{_STYLE}</style>", paper, *body, "</svg>"]) + "\n"


def main() -> None:
    page = DOCS / "engine.md"
    page.write_text(in_page(page.read_text("utf-8")), "utf-8")
    (DOCS / "engine.svg").write_text(to_svg(), "utf-8")


if __name__ == "__main__":
    main()
