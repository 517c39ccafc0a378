"""Why a job is where it is, for those who ask with `explain=true`."""

from typing import Any

from search.engine.asking import Answer
from search.engine.pages import Found

INDEX = "search_document_words"


def explained(answer: Answer, row: Found) -> dict[str, Any]:
    """Return the class, the condition and the index that brought a row, and its key."""
    stretch = answer.run[row.stretch]
    of, asked = answer.class_of(row), answer.start.asked
    return {
        "class": of.name,
        "place_of_class": row.number,
        "full": of.full,
        "condition": of.query,
        "filters": stretch.filters,
        "index": INDEX,
        "order": stretch.order,
        "key": row.key,
        "words": {word: list(forms) for word, forms in asked.forms.items()}
        if asked
        else {},
    }
