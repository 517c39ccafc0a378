"""The figures of a report as one HTML page: its charts are in it, and it needs nothing.

What a value says is escaped everywhere; nothing in the page runs or is loaded.
"""

from html import escape
from typing import Any

from reports.formats.charts import INK, SIZE, WIDTH, draw, series_of
from reports.formats.digest import Shown
from reports.formats.values import Head
from reports.formats.wording import MEASURES, worded

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff;
  max-width: 50em; margin: 2em auto; padding: 0 1em }
header { border-bottom: 3px solid #1a5fb4; margin-bottom: 2em }
h1 { margin: 0 } h2 { margin: 2em 0 .2em } .told { color: #555; margin: .2em 0 1em }
svg { display: block; width: 100%; height: auto; margin: 1em 0 }
.table { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: 14px }
th, td { text-align: left; padding: .3em .6em; border-bottom: 1px solid #ddd;
  vertical-align: top; white-space: nowrap }
td.long { white-space: normal; overflow-wrap: anywhere; min-width: 9em }
th { white-space: normal }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums }
"""
_CHARACTER = 0.56
"""About how wide a character is, of its height: browsers know it, we do not."""


class _Svg:
    """Collects the shapes of one chart."""

    def __init__(self, height: float) -> None:
        size = f'viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
        self.parts = [f'<svg {size} role="img" font-size="{SIZE}" fill="{INK}">']

    def box(self, x: float, y: float, w: float, h: float, colour: str) -> None:
        """Fill a rectangle."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}"'
            f' fill="{colour}"/>'
        )

    def text(self, x: float, y: float, words: str, *, anchor: str, most: float) -> None:
        """Write one line, cut where it would be too wide."""
        longest = max(3, int(most / (SIZE * _CHARACTER)))
        said = words if len(words) <= longest else f"{words[: longest - 1]}…"
        whole = f"<title>{escape(words)}</title>" if said != words else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
            f"{escape(said)}{whole}</text>"
        )


def page_of(head: Head, sections: list[Shown]) -> str:
    """Return the page."""
    days = f"{head.period.first:%Y-%m-%d} to {head.period.last:%Y-%m-%d}"
    made = f"{head.made_at:%Y-%m-%d %H:%M} UTC"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(f'{head.title}, {head.company}')}</title>"
        f"<style>{_STYLE}</style></head><body><header><h1>{escape(head.title)}</h1>"
        f'<p class="told">{escape(head.company)} · {days}, both included'
        f" · days begin in {escape(head.period.zone)} · made {made}</p></header>"
        f"{''.join(map(_section, sections))}</body></html>\n"
    )


def _section(section: Shown) -> str:
    left_out = section["total"] - len(section["rows"])
    more = f"And {left_out:,} more, in the file." if left_out else ""
    return (
        f"<section><h2>{escape(section['title'])}</h2>"
        f'<p class="told">{escape(section["meaning"])}</p>'
        f'{_chart(section)}{_table(section)}<p class="told">{more}</p></section>'
    )


def _chart(section: Shown) -> str:
    series = series_of(section)
    if series is None:
        return ""
    svg = _Svg(series.height)
    draw(series, svg)
    title = f"<title>{escape(section['title'])}</title>"
    return f"{svg.parts[0]}{title}{''.join(svg.parts[1:])}</svg>"


def _table(section: Shown) -> str:
    if not section["rows"]:
        return '<p class="told">There is nothing to show.</p>'
    shown = [n for n, each in enumerate(section["columns"]) if not each["is_detail"]]
    columns = [section["columns"][n] for n in shown]
    heads = "".join(
        f"<th{_class(each['type'])}>{escape(each['title'])}</th>" for each in columns
    )
    lines = "".join(
        f"<tr>{''.join(_cell(row[n], section['columns'][n]) for n in shown)}</tr>"
        for row in section["rows"]
    )
    return (
        f'<div class="table"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _cell(value: Any, column: dict[str, str]) -> str:
    return f"<td{_class(column['type'])}>{escape(worded(value, column['type']))}</td>"


def _class(type_: str) -> str:
    if type_ in MEASURES:
        return ' class="number"'
    return ' class="long"' if type_ == "text" else ""
