"""HTML written anew: nothing left open, nothing where it may not be, nothing empty.

What comes out is what a browser's parser makes of it, so that a second reading changes
nothing.
"""

from collections.abc import Callable

from jobs.markup.page import HEADS, LINE, PARAGRAPH, Page
from jobs.markup.reader import has_blocks, link, pieces
from jobs.markup.tidy import is_tidy
from jobs.markup.vocabulary import (
    HEADINGS,
    INLINES,
    LINK_REL,
    LISTS,
    PARAGRAPHS,
    SECTIONS,
)

DEEPEST_LISTS = 6
DEEPEST_QUOTES = 4
_PATHS = {
    **{name: (kept,) for name, kept in SECTIONS.items()},
    "tr": ("tbody", "tr"),
    "td": ("tbody", "tr", "td"),
    "th": ("tbody", "tr", "th"),
}


def rewritten(html: str) -> str:
    """Return HTML that says the same with the few tags that are kept."""
    if is_tidy(html):
        return html.replace("\n", "")
    return _rewritten(html)


def _rewritten(html: str) -> str:
    parts = pieces(html)
    page = Page()
    keeps_lines = not has_blocks(parts)
    for index in range(0, len(parts), 4):
        if index:
            slash, name, attributes = parts[index - 3 : index]
            tags = _CLOSING if slash else _OPENING
            read = tags.get(name) or tags.get(name.lower())
            if read:
                read(page, name.lower(), attributes)
        text = parts[index]
        if not text:
            continue
        if page.blocks and page.blocks[-1] == "pre":
            page.verbatim(text)
        elif keeps_lines:
            _read_lines(page, text)
        else:
            page.words(text)
    return page.finished()


def _read_lines(page: Page, text: str) -> None:
    """Write a text that has no block around, so that its line breaks are meant."""
    first, *others = text.split("\n")
    page.words(first)
    for line in others:
        _break_line(page)
        page.words(line)


def _break_line(page: Page, *_: str) -> None:
    page.gap = min(PARAGRAPH, page.gap + LINE)


def _break_paragraph(page: Page, *_: str) -> None:
    page.gap = PARAGRAPH


def _begin_inline(page: Page, name: str, _: str) -> None:
    kept = INLINES[name]
    page.begin_inline(kept, f"<{kept}>")


def _end_inline(page: Page, name: str, _: str) -> None:
    page.end_inline(INLINES.get(name, name))


def _begin_link(page: Page, name: str, attributes: str) -> None:
    page.end_inline(name)
    address = link(attributes)
    if address:
        page.begin_inline(name, f'<a href="{address}" rel="{LINK_REL}">')


def _begin_block(page: Page, name: str, _: str) -> None:
    """Begin a heading, a table or the like, where it may stand."""
    if page.is_in_flow() and page.blocks.count(name) < DEEPEST_QUOTES:
        page.enter(HEADINGS.get(name, name))
    else:
        page.gap = PARAGRAPH


def _end_block(page: Page, name: str, _: str) -> None:
    depth = page.depth_of(SECTIONS.get(name, name))
    if depth:
        page.leave(depth - 1)
    else:
        page.gap = PARAGRAPH


def _end_heading(page: Page, *_: str) -> None:
    if page.innermost() in HEADS:
        page.leave(len(page.blocks) - 1)


def _rule(page: Page, *_: str) -> None:
    if page.is_in_flow():
        page.write_blocks()
        page.written.append("<hr>")
    else:
        page.gap = PARAGRAPH


def _begin_list(page: Page, name: str, _: str) -> None:
    if not page.is_in_flow():
        page.fill()
    if sum(block in LISTS for block in page.blocks) < DEEPEST_LISTS:
        page.enter(name)
    else:
        page.gap = PARAGRAPH


def _begin_item(page: Page, *_: str) -> None:
    depth = page.depth_of(*LISTS)
    if depth:
        page.leave(depth)
    else:
        _begin_list(page, "ul", "")
    page.enter("li")


def _begin_table_part(page: Page, name: str, _: str) -> None:
    """Begin a section, a row or a cell with what is missing around it."""
    depth = page.depth_of("table")
    if not depth:
        page.gap = PARAGRAPH
        return
    path = _PATHS[name]
    # A row stays in its section and a cell in its row, whatever they are called.
    while depth < len(page.blocks) and len(path) > 1:
        depth, path = depth + 1, path[1:]
    page.leave(depth)
    page.enter(*path)


_Read = Callable[[Page, str, str], None]
_OPENING: dict[str, _Read] = {
    **dict.fromkeys(PARAGRAPHS, _break_paragraph),
    **dict.fromkeys(INLINES, _begin_inline),
    **dict.fromkeys((*HEADINGS, "pre", "blockquote", "table"), _begin_block),
    **dict.fromkeys(LISTS, _begin_list),
    **dict.fromkeys(_PATHS, _begin_table_part),
    "a": _begin_link,
    "br": _break_line,
    "hr": _rule,
    "li": _begin_item,
}
_CLOSING: dict[str, _Read] = {
    **dict.fromkeys(PARAGRAPHS, _break_paragraph),
    **dict.fromkeys((*INLINES, "a"), _end_inline),
    **dict.fromkeys(HEADINGS, _end_heading),
    **dict.fromkeys((*LISTS, *_PATHS, "li", "pre", "blockquote", "table"), _end_block),
    "br": _break_line,
}
