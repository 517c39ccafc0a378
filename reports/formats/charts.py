"""Charts as shapes: laid out once, drawn on paper and on the screen alike.

The origin is the upper left corner, lengths are points. A chart has a few shapes and
texts and nothing else, so that a surface has two things to know.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from reports.formats.wording import worded

WIDTH = 520.0
BAR, GAP = 14.0, 6.0
LABELS, FIGURES = 130.0, 60.0
UPRIGHT_HEIGHT = 170.0
MOST_BARS = 15
COLOURS = ("#1a5fb4", "#e66100", "#26a269")
INK, PALE = "#333333", "#dddddd"
SIZE = 8.0
MOST_TICKS = 12


class Surface(Protocol):
    """What a chart is drawn on."""

    def box(self, x: float, y: float, w: float, h: float, colour: str) -> None:
        """Fill a rectangle."""

    def text(self, x: float, y: float, words: str, *, anchor: str, most: float) -> None:
        """Write one line at its base line, cut where it would be too wide."""


@dataclass(frozen=True)
class Series:
    """What a chart shows: names, and for each measure a value by each name."""

    names: list[str]
    titles: list[str]
    values: list[list[float]]
    types: list[str]
    upright: bool
    left_out: int = 0

    @property
    def highest(self) -> float:
        """Return the largest value, or 1 where all are nothing."""
        return max((value for row in self.values for value in row), default=0) or 1.0

    @property
    def height(self) -> float:
        """Return how high the chart is."""
        if self.upright:
            return UPRIGHT_HEIGHT
        return len(self.names) * (BAR + GAP) + GAP


def series_of(section: dict[str, Any]) -> Series | None:
    """Return what the chart of a section shows, if it has one and there is anything."""
    chart, rows = section["chart"], section["rows"]
    if not chart or not rows:
        return None
    places = {each["name"]: n for n, each in enumerate(section["columns"])}
    columns = [section["columns"][places[name]] for name in chart["values"]]
    shown = rows if chart["upright"] else rows[:MOST_BARS]
    label = places[chart["label"]]
    named = [
        " / ".join(
            worded(row[n], "text")
            for n in range(label, places[chart["values"][0]])
            if n == label or (row[n] and section["columns"][n]["type"] == "text")
        )
        for row in shown
    ]
    return Series(
        names=named,
        titles=[each["title"] for each in columns],
        values=[[row[places[each["name"]]] or 0 for row in shown] for each in columns],
        types=[each["type"] for each in columns],
        upright=chart["upright"],
        left_out=section["total"] - len(shown),
    )


def draw(series: Series, surface: Surface) -> None:
    """Draw a chart."""
    if series.upright:
        _draw_upright(series, surface)
    else:
        _draw_bars(series, surface)


def _draw_bars(series: Series, surface: Surface) -> None:
    room = WIDTH - LABELS - FIGURES
    for number, name in enumerate(series.names):
        top = GAP + number * (BAR + GAP)
        value = series.values[0][number]
        length = room * value / series.highest
        line = top + BAR - 4
        surface.text(LABELS - 8, line, name, anchor="end", most=LABELS - 8)
        surface.box(LABELS, top, max(length, 0.5), BAR, COLOURS[0])
        said = worded(value, series.types[0])
        surface.text(LABELS + length + 5, line, said, anchor="start", most=FIGURES)


def _draw_upright(series: Series, surface: Surface) -> None:
    left, bottom, head = 44.0, UPRIGHT_HEIGHT - 22, 24.0
    room, high = WIDTH - left - 18, bottom - head
    top = _round_up(series.highest)
    for part in range(5):
        at = bottom - high * part / 4
        surface.box(left, at, room, 0.5, PALE)
        said = worded(top * part / 4, "number" if top < 4 else "whole")  # noqa: PLR2004  # else each line is whole
        surface.text(left - 6, at + 3, said.removesuffix(".0"), anchor="end", most=left)
    _draw_legend(series, surface, left)
    slot = room / len(series.names)
    wide = min(slot * 0.7, 40) / len(series.values)
    every = -(-len(series.names) // MOST_TICKS)
    for number, name in enumerate(series.names):
        begin = left + slot * number + (slot - wide * len(series.values)) / 2
        for which, row in enumerate(series.values):
            tall = high * row[number] / top
            place = begin + which * wide
            surface.box(place, bottom - tall, wide * 0.92, tall, COLOURS[which])
        if number % every == 0:
            middle = left + slot * (number + 0.5)
            surface.text(middle, bottom + 13, name, anchor="middle", most=slot * every)


def _draw_legend(series: Series, surface: Surface, left: float) -> None:
    for which, title in enumerate(series.titles):
        place = left + which * 110
        surface.box(place, 3, 8, 8, COLOURS[which])
        surface.text(place + 12, 10.5, title, anchor="start", most=95)


def _round_up(highest: float) -> float:
    """Return the next number of which a quarter is round."""
    step = 1.0
    while True:
        for times in (4, 8, 12, 16, 20, 24, 32, 40, 48, 60, 80):
            if highest <= times * step:
                return times * step
        step *= 10
