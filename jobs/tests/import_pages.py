"""What docs/import.md says, for tests that hold it to the code."""

import re

from jobboard.tests.pages import ROOT, code, tables

PAGE = "import.md"


def columns_on_page() -> dict[str, str]:
    """Return the field that each column fills."""
    return {row[0].strip("`"): row[1].strip("`") for row in tables(PAGE)["CSV"]}


def elements_on_page() -> set[str]:
    """Return the elements of a feed that are taken over."""
    return {row[0].strip("`") for row in tables(PAGE)["The feed of Indeed"]}


def ignored_on_page() -> set[str]:
    """Return those that are not."""
    text = (ROOT / "docs" / PAGE).read_text(encoding="utf-8")
    part = re.search(r"Not taken over,.*?Any other", text, re.DOTALL)
    assert part is not None
    return set(re.findall(r"`([^`]+)`", part[0]))


def codes_on_page() -> set[str]:
    """Return the codes that only rows have."""
    return {row[0].strip("`") for row in tables(PAGE)["Errors of rows"]}


def examples() -> dict[str, bytes]:
    """Return the example of each format."""
    return {language: text.encode() for language, text in code(PAGE)}
