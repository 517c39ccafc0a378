"""Descriptions: safe HTML from whatever was sent, and the plain text of it."""

import re

import nh3
from markdown_it import MarkdownIt

from jobs.catalogue.folding import folded
from jobs.markup.reader import decoded
from jobs.markup.vocabulary import KEPT, LINK_REL
from jobs.markup.writer import rewritten

__all__ = ["folded", "plain_text", "safe_html"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# The last gate, and the only one that has to hold: what it lets through is safe,
# whatever was written before it.
_CLEANER = nh3.Cleaner(
    tags=set(KEPT),
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=LINK_REL,
    clean_content_tags={"script", "style"},
)
_ANY_TAG = re.compile(r"<[^<>]*+>")
_LINES = {
    "<br>": "\n",
    "<li>": "\n- ",
    "</ul>": "\n",
    "</ol>": "\n",
    "</tr>": "\n",
    "</td>": " ",
    "</th>": " ",
    **{
        tag: "\n\n"
        for name in ("p", "h2", "h3", "h4", "pre", "blockquote", "table")
        for tag in (f"<{name}>", f"</{name}>")
    },
    "<hr>": "\n\n",
}


def safe_html(text: str, *, markdown: bool) -> str:
    """Return HTML that shows a description and does nothing else.

    Markdown may not contain HTML; HTML without any tag that breaks a line keeps its
    line breaks. What is safe already stays as it is.
    """
    html = _MARKDOWN.render(text) if markdown else text
    return _CLEANER.clean(rewritten(html))


def plain_text(html: str) -> str:
    """Return the text of safe HTML: blocks as lines, items with a dash before them."""
    lines: list[str] = []
    for line in _ANY_TAG.sub(_line_break, html).split("\n"):
        full = line.rstrip()
        follows_blank = not (lines and lines[-1])
        if full == "-" or (full == "" and follows_blank):
            continue
        if full.startswith("- ") and lines and follows_blank:
            lines.pop()  # an item follows what it belongs to
        lines.append(full)
    return decoded("\n".join(lines).strip("\n"))


def _line_break(tag: re.Match[str]) -> str:
    return _LINES.get(tag[0], "")
