"""The layout as SVG: a box for each step, its family told by colour, outline and word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from flows.diagram_layout import BOX_W, Item, Layout, Line, lay_out
from flows.diagram_words import FAMILIES, kind, summary
from flows.findings import short
from flows.flow import Flow
from flows.graph import graph_of, reached, roots

MARGIN = 24.0
GAP_Y = 46.0
LINE_H = 15.0
HEAD_H = 38.0
TITLE_H = 40.0
MIN_W = 640.0
_CHARS = 29  # that fit into a box at 11 px
_SAID_LINES = 2

# Every rule is scoped: a page that holds the picture keeps its own classes.
_STYLE = """
.flowmap{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
--ink:#1c2430;--soft:#5a6675;--page:#fff;--talk:#e8f0fb;--ask:#fdf1d6;--decide:#efeaf9;--people:#dff3e6;
--promise:#fbe6ee;--flow:#e6eef0;--end:#ececec;--edge:#7c8896}
@media (prefers-color-scheme:dark){.flowmap{--ink:#e8ecf2;--soft:#a3aebc;--page:#14181e;
--talk:#1d2c40;--ask:#3a3018;--decide:#2c2640;--people:#18372a;
--promise:#3d2230;--flow:#22323a;--end:#2b2f35;--edge:#8793a1}}
.flowmap .page{fill:var(--page)}
.flowmap .title{font-size:17px;font-weight:600;fill:var(--ink)}
.flowmap .box{stroke:var(--edge);stroke-width:1.2}
.flowmap .talk{fill:var(--talk)} .flowmap .ask{fill:var(--ask)} .flowmap .decide{fill:var(--decide)}
.flowmap .people{fill:var(--people)} .flowmap .promise{fill:var(--promise)} .flowmap .flow{fill:var(--flow)}
.flowmap .end{fill:var(--end)} .flowmap .lost{stroke-dasharray:5 4}
.flowmap .name{font-size:12.5px;font-weight:600;fill:var(--ink)}
.flowmap .kind{font-size:10.5px;fill:var(--soft)}
.flowmap .said{font-size:11px;fill:var(--ink)}
.flowmap .aside{font-size:11px;fill:var(--soft)}
.flowmap .line{fill:none;stroke:var(--edge);stroke-width:1.3}
.flowmap .head{fill:var(--edge)}
.flowmap .label{font-size:11px;font-weight:600;fill:var(--ink);
stroke:var(--page);stroke-width:4px;paint-order:stroke}
"""

_TIP = (
    '<defs><marker id="flowmap-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"',
    'orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
)


def draw(flow: Flow) -> str:
    parts = [_Part(one) for one in (flow, *flow.subflows.values())]
    width = max(MIN_W, *(part.width for part in parts))
    height = sum(part.height for part in parts)
    body: list[str] = []
    y = 0.0
    for part in parts:
        body += part.shapes(y, (width - part.width) / 2)
        y += part.height
    steps = sum(len(part.flow.steps) for part in parts)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
            f' width="{width:.0f}" height="{height:.0f}"',
            'class="flowmap" role="img" aria-labelledby="flowmap-title flowmap-desc">',
            f'<title id="flowmap-title">{escape(short(flow.title, 200))}</title>',
            f'<desc id="flowmap-desc">The flow {escape(flow.flow)} with {steps} steps,',
            f"from {escape(flow.start)} on.</desc>",
            f"<style>{_STYLE}</style>",
            *_TIP,
            '<rect class="page" width="100%" height="100%"/>',
            *body,
            "</svg>\n",
        )
    )


@dataclass
class _Box:
    lines: list[tuple[str, str]]  # class and text

    @property
    def height(self) -> float:
        return HEAD_H + LINE_H * len(self.lines) + (6 if self.lines else 0)


class _Part:
    """One flow of the picture: the main one or a sub-flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.layout: Layout = lay_out(flow)
        self.met = reached(graph_of(flow, spoken=True), roots(flow))
        self.boxes = {name: _Box(list(self._lines(name))) for name in flow.steps}
        self.tops: list[float] = []
        y = TITLE_H
        for layer in self.layout.layers:
            self.tops.append(y)
            y += self._height(layer) + GAP_Y
        self.height = y - GAP_Y + 2 * MARGIN
        self.width = self.layout.width + 2 * MARGIN

    def _height(self, layer: list[Item]) -> float:
        return max((self.boxes[item.step].height for item in layer if item.step), default=0.0)

    def _lines(self, name: str) -> Iterator[tuple[str, str]]:
        step = self.flow.steps[name]
        said = wrap(summary(step, self.flow.default_language), _CHARS)
        if len(said) > _SAID_LINES:
            said = [*said[: _SAID_LINES - 1], short(" ".join(said[_SAID_LINES - 1 :]), _CHARS)]
        if name not in self.met:
            yield "aside", "nothing leads here"
        elif name == self.flow.rescue:
            yield "aside", "when something fails"
        yield from (("said", line) for line in said)
        # Ways that are not drawn as lines are at least said.
        for labels, target in self.layout.asides.get(name, ()):
            yield "aside", short(f"{labels} → {target}" if labels else f"→ {target}", _CHARS + 2)

    def shapes(self, y: float, x: float) -> Iterator[str]:
        # Lines first and labels last: boxes cover the lines' ends, nothing covers a label.
        yield f'<g transform="translate({x + MARGIN:.1f} {y + MARGIN:.1f})">'
        yield f'<text class="title" y="14">{escape(short(self.flow.title, 200))}</text>'
        for line in self.layout.lines:
            yield self._path(line)
        for layer in self.layout.layers:
            for item in layer:
                if item.step:
                    yield from self._box(item)
        yield from self._labels()
        yield "</g>"

    def _box(self, item: Item) -> Iterator[str]:
        step = self.flow.steps[item.step]
        box, left, top = self.boxes[item.step], item.x - BOX_W / 2, self.tops[item.layer]
        said = summary(step, self.flow.default_language)
        family = FAMILIES[kind(step)]
        style = f"box {family}{'' if item.step in self.met else ' lost'}"
        yield f"<g><title>{escape(f'{item.step}: {said}')}</title>"
        yield f"<path class={quoteattr(style)} d={quoteattr(outline(family, left, top, box.height))}/>"
        yield _text("kind", left, top + 15, kind(step))
        yield _text("name", left, top + 30, short(item.step, 27))
        for i, (style, text) in enumerate(box.lines):
            yield _text(style, left, top + HEAD_H + LINE_H * i + 9, text)
        yield "</g>"

    def _path(self, line: Line) -> str:
        first = line.points[0]
        x, y = first.x + self._leaves(line), self.tops[first.layer] + self.boxes[first.step].height
        path = f"M{x:.1f} {y:.1f}"
        for item in line.points[1:]:
            top = self.tops[item.layer]
            to_x = item.x + (self._arrives(line) if item.step else 0.0)
            # Half of the gap makes a gentle S; less than 18 would look like a corner.
            bend = max((top - y) / 2, 18.0)
            path += f"C{x:.1f} {y + bend:.1f} {to_x:.1f} {top - bend:.1f} {to_x:.1f} {top:.1f}"
            x, y = to_x, top
            if not item.step:  # straight past the boxes of this layer
                y = top + self._height(self.layout.layers[item.layer])
                path += f"V{y:.1f}"
        return f'<path class="line" marker-end="url(#flowmap-tip)" d="{path}"/>'

    def _leaves(self, line: Line) -> float:
        """Lines leave a box side by side, in the order of where they go."""
        mine = sorted((n.x, id(n)) for n in line.points[0].down)
        return _spot(mine.index((line.points[1].x, id(line.points[1]))), len(mine))

    def _arrives(self, line: Line) -> float:
        mine = sorted((n.x, id(n)) for n in line.points[-1].up)
        return _spot(mine.index((line.points[-2].x, id(line.points[-2]))), len(mine))

    def _labels(self) -> Iterator[str]:
        for line in self.layout.lines:
            # An unlabelled arrow can only mean "and then".
            if line.labels in ("next", ""):
                continue
            first, second = line.points[0], line.points[1]
            x = first.x + self._leaves(line)
            y = self.tops[first.layer] + self.boxes[first.step].height
            lean = max(-10.0, min(10.0, (second.x - x) / 12))
            yield (
                f'<text class="label" x="{x + lean:.1f}" y="{y + 17:.1f}" text-anchor="middle">'
                f"{escape(short(line.labels, 14))}</text>"
            )


def _text(style: str, left: float, y: float, text: str) -> str:
    return f'<text class="{style}" x="{left + 14:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _spot(i: int, many: int) -> float:
    return (i - (many - 1) / 2) * min(44.0, (BOX_W - 40) / max(many, 1))


def outline(family: str, x: float, y: float, height: float) -> str:
    """Each family has an outline of its own, for those who do not see its colour."""
    r, b = x + BOX_W, y + height
    if family == "decide":  # pointed sides
        m = (y + b) / 2
        return f"M{x:.1f} {y:.1f}H{r:.1f}L{r + 9:.1f} {m:.1f}L{r:.1f} {b:.1f}H{x:.1f}L{x - 9:.1f} {m:.1f}Z"
    if family == "ask":  # slanted
        return f"M{x + 8:.1f} {y:.1f}H{r + 5:.1f}L{r - 8:.1f} {b:.1f}H{x - 5:.1f}Z"
    if family == "promise":  # a folded corner
        return f"M{x:.1f} {y:.1f}H{r - 12:.1f}L{r:.1f} {y + 12:.1f}V{b:.1f}H{x:.1f}Z"
    if family == "end":  # cut corners
        return (
            f"M{x + 9:.1f} {y:.1f}H{r - 9:.1f}L{r:.1f} {y + 9:.1f}V{b - 9:.1f}L{r - 9:.1f} {b:.1f}"
            f"H{x + 9:.1f}L{x:.1f} {b - 9:.1f}V{y + 9:.1f}Z"
        )
    if family == "flow":  # a second line at each side
        plain = f"M{x:.1f} {y:.1f}H{r:.1f}V{b:.1f}H{x:.1f}Z"
        return plain + f"M{x + 6:.1f} {y:.1f}V{b:.1f}M{r - 6:.1f} {y:.1f}V{b:.1f}"
    c = 16.0 if family == "people" else 4.0  # round, or nearly square
    arc = f"A{c} {c} 0 0 1 "
    return (
        f"M{x + c:.1f} {y:.1f}H{r - c:.1f}{arc}{r:.1f} {y + c:.1f}V{b - c:.1f}{arc}{r - c:.1f} {b:.1f}"
        f"H{x + c:.1f}{arc}{x:.1f} {b - c:.1f}V{y + c:.1f}{arc}{x + c:.1f} {y:.1f}Z"
    )
