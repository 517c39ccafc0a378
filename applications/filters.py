"""What applications are looked for by."""

from typing import Any

from django.db.models import BooleanField, F, Func, Value

from applications.stages import Stage
from kernel import filters


class ByWords(filters.One):
    """Applications with words in the name, the letter or the résumé."""

    def __init__(self) -> None:
        super().__init__(
            filters.text(),
            "words",
            help_text='For companies: words, "phrases", -exclusions.',
        )

    def filter(self, qs: Any, value: str | None) -> Any:
        """Keep those that have them all; a text without a word finds nothing."""
        if value is None:
            return qs
        asked = Func(
            F("words"),
            Value(value),
            template="(%(expressions)s))",
            arg_joiner=" @@ application_query(",
            output_field=BooleanField(),
        )
        return qs.filter(asked)


class ApplicationFilter(filters.StrictFilterSet):
    """What each side looks for applications by."""

    job = filters.Many(filters.row_id(), "job", negatable=False)
    status = filters.Many(filters.choice(Stage.values), "stage_now")
    submitted_after = filters.One(filters.instant(), "submitted_at", "gt")
    submitted_before = filters.One(filters.instant(), "submitted_at", "lt")
    q = ByWords()
