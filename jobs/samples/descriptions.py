"""Descriptions: sections of sentences and lists, as HTML and as plain text at once."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from jobs.samples.phrases import Phrase, Section
from jobs.samples.scene import Scene, say
from jobs.samples.wording import ENGLISH

USUAL = math.log(1610)
SPREAD = 0.53
LEAST, MOST = 300, 7000
_HEADED, _STRONG, _PROSE = "headed", "strong", "prose"
_LAYOUTS = (_HEADED,) * 7 + (_STRONG,) * 2 + (_PROSE,) * 3
_SHORT = 900
"""Below so many letters there are no headings, and no list of what is offered."""
_OPENS, _EMPLOYED, _PLACED = 0.5, 0.7, 0.6
_PER_PARAGRAPH = 5
"""So many items stand together at most."""


class Description(NamedTuple):
    """A description in both forms."""

    html: str
    text: str


class _Page:
    """What is written so far, in both forms."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.text: list[str] = []

    def heading(self, words: str, layout: str) -> None:
        """Write a heading."""
        if layout == _HEADED:
            self.html.append(f"<h3>{words}</h3>")
        else:
            self.html.append(f"<p><strong>{words}</strong></p>")
        self.text.append("\n\n" + words)

    def paragraph(self, words: str) -> None:
        """Write a paragraph."""
        self.html.append(f"<p>{words}</p>")
        self.text.append("\n\n" + words)

    def items(self, items: list[str]) -> None:
        """Write a list, right below what stands before it."""
        self.html.append("<ul><li>" + "</li><li>".join(items) + "</li></ul>")
        self.text.append("\n- " + "\n- ".join(items))

    def finished(self) -> Description:
        """Return both forms; the parts hold no angle brackets, but may hold an &."""
        html, text = "".join(self.html), "".join(self.text)
        return Description(html.replace("&", "&amp;"), text.lstrip("\n"))


def describe(scene: Scene, terms: Mapping[str, Any]) -> Description:
    """Return the description of an ad on these terms, as long as chance decides."""
    wording, chance, page = scene.wording, scene.chance, _Page()
    usual = USUAL + math.log(wording.length)
    aim = min(max(math.exp(usual + SPREAD * chance.normal()), LEAST), MOST)
    layout = chance.pick(_LAYOUTS) if aim > _SHORT * wording.length else _PROSE
    _write_about(page, scene, aim, layout)
    _write_section(page, scene, "tasks", aim * 0.33, layout)
    _write_section(page, scene, "needs", aim * 0.22, layout)
    if aim > _SHORT * wording.length:
        _write_section(page, scene, "offers", aim * 0.17, layout)
    closing = _sentences(scene, wording.process, aim * 0.1)
    if chance.random() < _EMPLOYED:
        employed = wording.employment[terms["employment_type"]]
        closing.insert(0, say(chance.pick(employed), scene))
    if chance.random() < _PLACED:
        placed = wording.workplace[terms["workplace"]]
        closing.insert(0, say(chance.pick(placed), scene))
    if layout != _PROSE:
        page.heading(say(chance.pick(wording.headings["process"]), scene), layout)
    page.paragraph(wording.space.join(closing))
    return page.finished()


def _write_about(page: _Page, scene: Scene, aim: float, layout: str) -> None:
    """Write who is looking for whom, in either order."""
    wording, chance = scene.wording, scene.chance
    about = _sentences(scene, wording.about, aim * 0.12)
    opening = say(chance.pick(wording.opening), scene)
    if layout == _PROSE or chance.random() < _OPENS:
        page.paragraph(opening)
        if layout != _PROSE:
            page.heading(say(chance.pick(wording.headings["about"]), scene), layout)
        page.paragraph(wording.space.join(about))
        return
    about.append(opening)
    page.paragraph(wording.space.join(about))


def _write_section(
    page: _Page, scene: Scene, section: str, aim: float, layout: str
) -> None:
    """Write tasks, needs or offers, as a list or as sentences."""
    wording, chance = scene.wording, scene.chance
    items = _sentences(scene, getattr(wording, section), aim)
    if layout != _PROSE:
        page.heading(say(chance.pick(wording.headings[section]), scene), layout)
        page.items([item[0].upper() + item[1:] for item in items])
        return
    frames = wording.prose[section]
    for start in range(0, len(items), _PER_PARAGRAPH):
        some = items[start : start + _PER_PARAGRAPH]
        if wording.language == ENGLISH and section == "tasks":
            # Only these read as sentences after some words; all others are lists.
            framed = (_framed(item, chance.pick_early(frames)) for item in some)
            page.paragraph(" ".join(framed))
        else:
            page.paragraph(_framed(wording.between.join(some), chance.pick(frames)))


def _framed(item: str, frame: Phrase) -> str:
    """Return a sentence made of an item of a list."""
    ((name, end),) = frame.rest
    if name == "X":
        item = item[0].upper() + item[1:]
    return frame.begin + item + end


def _sentences(scene: Scene, section: Section, aim: float) -> list[str]:
    """Return some of the phrases, together about as long as they should be.

    At least half of them tell of this occupation, as long as there are any.
    """
    count = max(1, round(aim / section.length))
    some = scene.chance.some
    phrases = some(section.own, -(-count // 2))
    phrases += some(section.shared, count - len(phrases))
    return [say(each, scene) for each in phrases]
