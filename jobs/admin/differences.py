"""What an edit changed, as a moderator reads it: plain text, its lines compared."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobs.models import Job
from jobs.services.moderating import changes_of
from jobs.texts import plain_text

MOST_LINES = 500
"""Comparing more takes longer than reading both; then both are shown whole."""
_LINK = re.compile(r'<a href="([^"]*+)"[^>]*+>(.*?)</a>', re.DOTALL)


def differences_of(job: Job) -> SafeString:
    """Return what a job shows otherwise than it did when it was approved, as HTML."""
    rows = [
        (name, *_compared(_text(name, told["before"]), _text(name, told["after"])))
        for name, told in changes_of(job).items()
    ]
    if not rows:
        return format_html("{}", "Nothing since it was last approved.")
    body = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows)
    head = "<tr><th></th><th>Approved</th><th>Now</th></tr>"
    shown = '<table class="differences"><thead>' + head + "</thead>{}</table>"
    return format_html(shown, body)


def readable(html: str) -> str:
    """Return safe HTML as plain text, with the address behind each link after it."""
    return plain_text(_LINK.sub(r"\2 [\1]", html))


def _text(name: str, value: str) -> list[str]:
    return (readable(value) if name == "description" else value).splitlines()


def _compared(before: list[str], after: list[str]) -> tuple[SafeString, SafeString]:
    """Mark the lines that are gone and those that are new."""
    gone, new = set(range(len(before))), set(range(len(after)))
    if len(before) + len(after) <= MOST_LINES:
        for old, at, size in SequenceMatcher(None, before, after).get_matching_blocks():
            gone -= set(range(old, old + size))
            new -= set(range(at, at + size))
    return _lines(before, gone, "del"), _lines(after, new, "ins")


def _lines(lines: list[str], marked: set[int], tag: str) -> SafeString:
    return format_html_join(
        "",
        "<{}>{}</{}><br>",
        (
            (tag, line, tag) if number in marked else ("span", line, "span")
            for number, line in enumerate(lines)
        ),
    )
