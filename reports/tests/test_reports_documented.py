"""docs/reports.md defines every figure, in the words that files and pages have too."""

from datetime import date

import pytest
from django.utils import timezone

from jobboard.tests.pages import ROOT
from kernel.ids import new_id
from reports.figures.kinds import BUILDERS
from reports.figures.sections import Asked
from reports.periods import Period
from reports.terms import Kind

PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
ASKED = Asked(
    Period(date(2026, 1, 1), date(2026, 1, 31), "UTC"), new_id(), timezone.now()
)


def definitions(kind: str) -> str:
    """Return how a kind is defined: a list of sections, and a table of each."""
    lines = [f"### `{kind}`", ""]
    for section in BUILDERS[kind](ASKED):
        lines += [f"**`{section.name}`** {section.meaning}", ""]
        lines += ["| figure | what it is |", "|---|---|"]
        lines += [f"| `{each.name}` | {each.meaning} |" for each in section.columns]
        lines += [""]
    return "\n".join(lines)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_figure_is_defined(kind: str) -> None:
    assert definitions(kind) in PAGE


def test_every_definition_is_a_sentence() -> None:
    for build in BUILDERS.values():
        for section in build(ASKED):
            for text in (section.meaning, *(each.meaning for each in section.columns)):
                assert text[0].isupper(), text
                assert text.endswith("."), text
