"""The plot of docs/performance.md: how costs grow, as an SVG that fits light and dark pages."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import log10
from typing import Any, NamedTuple

WIDTH, HEIGHT = 800, 380
TOP, BOTTOM = 92, 320
PANEL_WIDTH = 310
# The values in milliseconds that have a grid line.
GRID = tuple(digit * 10**decade for decade in range(-2, 6) for digit in (1, 2, 5))
# Each line has its own colour and its own mark, because some people cannot distinguish the colours.
MARKS = ("circle", "square", "diamond", "triangle")
STYLE = """
.page { fill: #ffffff } text { fill: #24292f; font: 13px system-ui, -apple-system, "Segoe UI", sans-serif }
.title { font-weight: 600 } .small { font-size: 12px; fill: #57606a }
.grid { stroke: #d8dee4 } .axis { stroke: #8c959f }
.line { fill: none; stroke: currentColor; stroke-width: 2 }
.mark { fill: currentColor; stroke: #ffffff; stroke-width: 1.5 }
.l0 { color: #0969da } .l1 { color: #bc4c00 } .l2 { color: #1a7f37 } .l3 { color: #8250df }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9198a1 }
.grid { stroke: #2a313c } .axis { stroke: #656c76 } .mark { stroke: #0d1117 }
.l0 { color: #58a6ff } .l1 { color: #f0883e } .l2 { color: #3fb950 } .l3 { color: #ab7df8 }
}
"""


class Panel(NamedTuple):
    """One pair of axes: its title, its left edge, what grows along it, and the points of each line."""

    title: str
    left: int
    counts: list[int]
    lines: dict[str, list[float]]


def svg(growth: dict[str, Any]) -> str:
    """Draw the medians of the scenario `growth`: over messages on the left, over members on the right."""
    panels = [
        panel("Messages in the database", 66, growth["messages"]),
        panel("Members of the group", 66 + PANEL_WIDTH + 74, growth["members"]),
    ]
    values = [value for one in panels for line in one.lines.values() for value in line]
    grid = GRID[bisect_right(GRID, min(values)) - 1 : bisect_left(GRID, max(values)) + 1]
    parts = [*legend(list(panels[0].lines)), *(piece for one in panels for piece in drawn(one, grid))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="name">\n'
        '<title id="name">Milliseconds of a send, a page, a sync and the latest changes, as messages and members grow'
        f"</title>\n<style>{STYLE}</style>\n"
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="6"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def panel(title: str, left: int, points: dict[str, Any]) -> Panel:
    """Take the medians from the figures."""
    names = list(next(iter(points.values())))
    lines = {name: [point[name]["milliseconds"]["p50"] for point in points.values()] for name in names}
    return Panel(title, left, [int(count) for count in points], lines)


def legend(names: list[str]) -> Iterator[str]:
    """Draw the names of the lines."""
    yield '<text class="title" x="24" y="30">Median milliseconds, logarithmic: one person, one request at a time</text>'
    x = 30
    for number, name in enumerate(names):
        yield f'<path class="line l{number}" d="M{x - 6} 52h24"/>{mark(number, x + 6, 52)}'
        yield f'<text x="{x + 26}" y="56">{name}</text>'
        x += 62 + 7 * len(name)


def drawn(one: Panel, grid: Sequence[float]) -> Iterator[str]:
    """Draw the axes and the lines of a panel."""
    right = one.left + PANEL_WIDTH
    for number, value in enumerate(grid):
        y = height(value, grid)
        yield f'<path class="{"grid" if number else "axis"}" d="M{one.left} {y}H{right}"/>'
        yield f'<text class="small" x="{one.left - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>'
    places = [round(one.left + 20 + (PANEL_WIDTH - 40) * part(count, one.counts), 1) for count in one.counts]
    for x, count in zip(places, one.counts, strict=True):
        yield f'<text class="small" x="{x}" y="{BOTTOM + 18}" text-anchor="middle">{count:,}</text>'
    middle = one.left + PANEL_WIDTH / 2
    yield f'<text x="{middle}" y="{BOTTOM + 42}" text-anchor="middle">{one.title}</text>'
    for number, values in enumerate(one.lines.values()):
        points = [(x, height(value, grid)) for x, value in zip(places, values, strict=True)]
        yield f'<path class="line l{number}" d="M{"L".join(f"{x} {y}" for x, y in points)}"/>'
        yield "".join(mark(number, x, y) for x, y in points)


def height(value: float, grid: Sequence[float]) -> float:
    """Return the y of a value on a logarithmic scale."""
    return round(BOTTOM - (BOTTOM - TOP) * part(value, grid), 1)


def part(value: float, scale: Sequence[float]) -> float:
    """Return where a value lies between the ends of a logarithmic scale: 0 to 1."""
    length = log10(scale[-1] / scale[0])
    return log10(value / scale[0]) / length if length else 0.0


def mark(number: int, x: float, y: float) -> str:
    """Return the mark of a line at a point."""
    shapes = {
        "circle": f'<circle class="mark l{number}" cx="{x}" cy="{y}" r="5"/>',
        "square": f'<rect class="mark l{number}" x="{x - 4.5:g}" y="{y - 4.5:g}" width="9" height="9"/>',
        "diamond": f'<path class="mark l{number}" d="M{x} {y - 6:g}l6 6l-6 6l-6 -6z"/>',
        "triangle": f'<path class="mark l{number}" d="M{x} {y - 6:g}l5.5 10h-11z"/>',
    }
    return shapes[MARKS[number]]
