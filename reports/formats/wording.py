"""How values read to people, alike on paper and on the screen."""

from typing import Any

from reports.figures.sections import NUMBER, SHARE, WHOLE

NOTHING = "\u2013"
MEASURES = (WHOLE, NUMBER, SHARE)


def worded(value: Any, type_: str) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return NOTHING
    if type_ == SHARE:
        return f"{value:.1%}"
    if type_ == WHOLE:
        return f"{value:,}"
    if type_ == NUMBER:
        return f"{value:,.1f}"
    return str(value).replace("_", " ") if str(value).islower() else str(value)
