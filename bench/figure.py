"""A chart of lines over logarithmic axes, as SVG."""

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 44, 52
COLOURS = ["#1b6ca8", "#c8553d", "#3a7d44", "#7d4e9e"]


@dataclass(frozen=True)
class Series:
    name: str
    points: list  # (x, y), both above 0


def draw(series, x_title, y_title, title):
    """Both axes are logarithmic: what is linear rises like the dashed line."""
    x_axis = Axis([x for one in series for x, _ in one.points], LEFT, WIDTH - RIGHT)
    y_axis = Axis([y for one in series for _, y in one.points], HEIGHT - BOTTOM, TOP)
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        text(WIDTH / 2, 20, title, "middle", "font-weight='bold' font-size='15'"),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_title, "middle"),
        text(18, middle, y_title, "middle", f"transform='rotate(-90 18 {middle})'"),
    ]
    for value in x_axis.ticks():
        parts += [line(x_axis.at(value), TOP, x_axis.at(value), HEIGHT - BOTTOM, "#ddd")]
        parts += [text(x_axis.at(value), HEIGHT - BOTTOM + 18, f"{value:g}", "middle")]
    for value in y_axis.ticks():
        parts += [line(LEFT, y_axis.at(value), WIDTH - RIGHT, y_axis.at(value), "#ddd")]
        parts += [text(LEFT - 8, y_axis.at(value) + 4, f"{value:g}", "end")]
    parts += linear(x_axis, y_axis)
    for index, one in enumerate(series):
        colour = COLOURS[index % len(COLOURS)]
        places = [(x_axis.at(x), y_axis.at(y)) for x, y in one.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        parts.append(line(LEFT + 14, TOP + 16 + 20 * index, LEFT + 40, TOP + 16 + 20 * index, colour, 2))
        parts.append(text(LEFT + 48, TOP + 20 + 20 * index, one.name))
    below = TOP + 16 + 20 * len(series)
    parts.append(line(LEFT + 14, below, LEFT + 40, below, "#888", 1, "4 4"))
    parts.append(text(LEFT + 48, below + 4, "exactly linear"))
    return "\n".join([*parts, "</svg>"]) + "\n"


class Axis:
    """Values to places, by their logarithms."""

    def __init__(self, values, first, last):
        self.low, self.high = math.log10(min(values)) - 0.08, math.log10(max(values)) + 0.08
        self.first, self.last = first, last

    def at(self, value):
        return self.first + (math.log10(value) - self.low) / (self.high - self.low) * (self.last - self.first)

    def ticks(self):
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        values = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
        return [value for value in values if self.low <= math.log10(value) <= self.high]


def linear(x_axis, y_axis):
    """A line through the middle along which both values grow alike."""
    middle_x, middle_y = (x_axis.low + x_axis.high) / 2, (y_axis.low + y_axis.high) / 2
    half = min(x_axis.high - x_axis.low, y_axis.high - y_axis.low) / 2
    ends = [(10 ** (middle_x + step), 10 ** (middle_y + step)) for step in (-half, half)]
    (x1, y1), (x2, y2) = [(x_axis.at(x), y_axis.at(y)) for x, y in ends]
    return [line(x1, y1, x2, y2, "#888", 1, "4 4")]


def line(x1, y1, x2, y2, colour, width=1, dashes=""):
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{dashed}/>'


def text(x, y, content, anchor="start", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(content)}</text>'
