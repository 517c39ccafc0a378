"""How lists are narrowed: by whether something is there, in words that say so."""

from typing import Any

from django.contrib.admin import EmptyFieldListFilter

_LABELS = ("All", "No", "Yes")


class _IsThere(EmptyFieldListFilter):
    """Rows in which a column holds something, and those in which it does not."""

    what = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.what

    def choices(self, changelist: Any) -> Any:
        """Say yes and no instead of what the column holds."""
        for label, choice in zip(_LABELS, super().choices(changelist), strict=True):
            yield {**choice, "display": label}


def is_there(what: str) -> type[EmptyFieldListFilter]:
    """Return a filter for a column that bears this name in the list."""
    return type("IsThere", (_IsThere,), {"what": what})
