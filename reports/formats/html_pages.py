"""HTML (to come)."""

from typing import Any

from reports.formats.values import Head


def page_of(head: Head, sections: Any) -> str:
    return ""
