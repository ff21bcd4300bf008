"""The callers of a flow drawn on its diagram: how many came to each step, went where, and hung up where.

Only what callers did is drawn: steps to which nobody came, and ways that nobody went, are folded away. A
line is as wide as its share of all calls. Looks are in `funnel.css`; words and addresses are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup

from flows.diagram_layout import BOX_W, Item, Layout, Line, arrange
from flows.diagram_svg import outline
from flows.diagram_words import FAMILIES
from flows.findings import short

MARGIN, GAP_Y, LINE_H, HEAD_H = 16.0, 56.0, 16.0, 40.0
MOST = 120  # steps that are drawn; the table has them all
WIDEST = 14.0
LEAST, FITS = 1000, 1500  # a drawing between these widths is made as narrow as the page, to `LEAST`
_CHARS = 28  # that fit into a box


@dataclass(frozen=True, slots=True)
class Step:
    """`kind`: as in the flow, "" where that is not known. `ways`: next step to callers who went.

    `lines`: what the box says besides; of each whether it tells of a loss. `is_gone`: the flow once had it.
    """

    name: str
    kind: str
    came: int
    ways: Mapping[str, int]
    lines: Sequence[tuple[str, bool]]
    link: str = ""
    kind_words: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """`way`: of a line, its callers and those who came to its step. `aside`: a way that is only named."""

    title: str
    about: str
    way: Callable[[int, int], str]
    aside: Callable[[str, int, int], str]
    folded: Callable[[int], str]


def draw(steps: Sequence[Step], calls: int, begin: str, words: Words) -> Markup:
    """`calls`: the whole that lines are shares of. `begin`: where calls begin."""
    drawn = {step.name: step for step in sorted(steps, key=lambda each: (-each.came, each.name))[:MOST]}
    return Markup("").join(_Drawing(drawn, len(steps) - len(drawn), max(calls, 1), begin, words).shapes())


class _Drawing:
    def __init__(self, steps: dict[str, Step], folded: int, calls: int, begin: str, words: Words) -> None:
        self.steps, self.folded, self.calls, self.words = steps, folded, calls, words
        graph = {
            name: [to for to, _ in _by_count(step.ways) if to in steps and to != name]
            for name, step in steps.items()
        }
        # Labels are not used: a line is told by how many went.
        self.layout: Layout = arrange(
            graph, [begin], {name: dict.fromkeys(step.ways, "") for name, step in steps.items()}
        )
        self.texts = {name: list(self._texts(step)) for name, step in steps.items()}
        self.tops: list[float] = []
        y = MARGIN
        for layer in self.layout.layers:
            self.tops.append(y)
            y += self._layer_height(layer) + GAP_Y
        self.height = y - GAP_Y + MARGIN + (LINE_H + 8 if folded > 0 else 0)
        self.width = self.layout.width + 2 * MARGIN

    def shapes(self) -> Iterator[Markup]:
        yield Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="funnel{2}" role="group"'
            ' aria-labelledby="funnel-title funnel-about"'
            ' viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" height="{1:.0f}">'
        ).format(self.width, self.height, " fits" if LEAST < self.width <= FITS else "")
        yield Markup('<title id="funnel-title">{}</title><desc id="funnel-about">{}</desc>').format(
            self.words.title, self.words.about
        )
        for line in self.layout.lines:
            yield self._way(line)
        for item in chain.from_iterable(self.layout.layers):
            yield from self._box(item) if item.step else ()
        for line in self.layout.lines:
            yield self._label(line)
        if self.folded > 0:
            yield _text("aside", MARGIN, self.height - MARGIN, self.words.folded(self.folded))
        yield Markup("</svg>")

    def _texts(self, step: Step) -> Iterator[tuple[str, str]]:
        for text, is_loss in step.lines:
            yield ("lost" if is_loss else "said"), short(text, _CHARS + 4)
        # Ways back, far ahead, round and round, or to what is folded away are no lines: they are named.
        asides = {target for _, target in self.layout.asides.get(step.name, ())}
        hidden = [(to, n) for to, n in _by_count(step.ways) if to in asides]
        for to, count in hidden[:3]:
            yield "aside", short(self.words.aside(to, count, step.came), _CHARS + 4)
        if len(hidden) > 3:
            yield "aside", "…"

    def _layer_height(self, layer: list[Item]) -> float:
        return max((self._height(item.step) for item in layer if item.step), default=0.0)

    def _height(self, name: str) -> float:
        lines = len(self.texts[name])
        return HEAD_H + LINE_H * lines + (8 if lines else 0)

    def _box(self, item: Item) -> Iterator[Markup]:
        step, height = self.steps[item.step], self._height(item.step)
        left, top = item.x - BOX_W / 2 + MARGIN, self.tops[item.layer]
        family = FAMILIES.get(step.kind, "talk")
        told = ", ".join((step.name, *(text for text, _ in step.lines)))
        if step.link:
            yield Markup('<a href="{}" aria-label="{}">').format(step.link, told)
        yield Markup('<g class="step"><title>{}</title><path class="box {}{}" d="{}"/>').format(
            told, family, " gone" if step.is_gone else "", outline(family, left, top, height)
        )
        yield _text("kind", left + 14, top + 16, step.kind_words or step.kind)
        yield _text("name", left + 14, top + 32, short(step.name, _CHARS - 1))
        for place, (style, text) in enumerate(self.texts[item.step]):
            yield _text(style, left + 14, top + HEAD_H + LINE_H * place + 10, text)
        yield Markup("</g></a>") if step.link else Markup("</g>")

    def _counted(self, line: Line) -> tuple[int, int]:
        step = self.steps[line.points[0].step]
        return step.ways[line.points[-1].step], step.came

    def _way(self, line: Line) -> Markup:
        count, came = self._counted(line)
        first = line.points[0]
        x, y = first.x + MARGIN, self.tops[first.layer] + self._height(first.step)
        path = f"M{x:.1f} {y:.1f}"
        for item in line.points[1:]:
            top, to_x = self.tops[item.layer], item.x + MARGIN
            bend = max((top - y) / 2, 18.0)
            path += f"C{x:.1f} {y + bend:.1f} {to_x:.1f} {top - bend:.1f} {to_x:.1f} {top:.1f}"
            x, y = to_x, top
            if not item.step:
                y = top + self._layer_height(self.layout.layers[item.layer])
                path += f"V{y:.1f}"
        return Markup('<path class="way" stroke-width="{:.1f}" d="{}"><title>{}</title></path>').format(
            1.0 + (WIDEST - 1) * min(1.0, count / self.calls), path, self._told(line, count, came)
        )

    def _told(self, line: Line, count: int, came: int) -> str:
        return f"{line.points[0].step} → {line.points[-1].step}: {self.words.way(count, came)}"

    def _label(self, line: Line) -> Markup:
        """Where the way arrives, when others leave the same step; else where it leaves."""
        count, came = self._counted(line)
        first, last = line.points[0], line.points[1]
        bottom = self.tops[first.layer] + self._height(first.step)
        # Two thirds of the way: labels of ways from the same step stand apart there.
        middle = bottom + (self.tops[last.layer] - bottom) * 0.62
        x = first.x + (last.x - first.x) * 0.68 + MARGIN
        return Markup('<text class="label" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
            x, middle + 4, self.words.way(count, came)
        )


def _by_count(ways: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(ways.items(), key=lambda each: (-each[1], each[0]))


def _text(style: str, x: float, y: float, text: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(style, x, y, text)
