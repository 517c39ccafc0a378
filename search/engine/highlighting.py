"""What a page shows of why its jobs match: marks, and the fields that have them."""

from typing import Any

import orjson

from search.engine.asking import Answer
from search.engine.vocabulary import LEXICON
from search.language.highlights import Highlight, Highlighter, Shown
from search.language.tree import EVERYTHING

MARK = "<mark>"


def highlighted(answer: Answer) -> list[tuple[Highlight, list[str]]]:
    """Return for each row its highlights, and the fields in which words were found.

    The head of a job is looked at where its title does not tell everything.
    """
    asked = answer.start.asked
    node, forms = (asked.query.node, asked.forms) if asked else (EVERYTHING, {})
    marker = Highlighter(node, forms)
    rows = [Shown(row.title, row.text, row.language) for row in answer.found]
    shown = marker.page(rows, LEXICON)
    if asked is None:
        return [(each, []) for each in shown]
    heads = marker.page(
        [_head(orjson.loads(row.card)) for row in answer.found], LEXICON
    )
    return [
        (each, _fields(each, head)) for each, head in zip(shown, heads, strict=True)
    ]


def _head(card: dict[str, Any]) -> Shown:
    places = [place.get("city") or "" for place in card["locations"]]
    others = [card["company"]["name"], *places, card["category"] or ""]
    return Shown(", ".join(card["skills"]), ", ".join(others), card["language"])


def _fields(text: Highlight, head: Highlight) -> list[str]:
    seen = {
        "title": text.title,
        "skills": head.title,
        "company_and_place": head.snippet,
        "description": text.snippet,
    }
    return [name for name, marked in seen.items() if MARK in marked]
