"""HTML in the making: what is open, and what of that is written already."""

from html import escape

from jobs.markup.reader import decoded
from jobs.markup.vocabulary import CELLS, HEADINGS

MOST_AMPERSANDS = 10_000
"""Beyond so many they become plus signs: nh3 takes the square of their number."""
LINE, PARAGRAPH = 1, 2
FLOW = frozenset({"", "blockquote"})
HEADS = frozenset(HEADINGS.values())
_LEAVES = frozenset({"p", "pre", *HEADS})
# What stands between a text and an element that holds none itself.
_BETWEEN = {
    "": ("p",),
    "blockquote": ("p",),
    "ul": ("li",),
    "ol": ("li",),
    "table": ("tbody", "tr", "td"),
    "thead": ("tr", "td"),
    "tbody": ("tr", "td"),
    "tr": ("td",),
}
_PLAIN_SPACES = {13: "\n", 12: " ", 160: " "}


class Page:
    """A page that writes a tag when a text wants it: nothing on it is empty.

    Blocks hold each other; inlines stand in the innermost block and are taken up again
    in the next one. `gap` is the break that waits for another text, `is_spaced` the
    space that does, `is_fresh` says that the innermost block has no text yet, and
    `is_placed` that all blocks are written and the innermost one holds text.
    """

    def __init__(self) -> None:
        self.written: list[str] = []
        self.blocks: list[str] = []
        self.blocks_written = 0
        self.inlines: dict[str, str] = {}
        self.inlines_written = 0
        self.gap = 0
        self.is_spaced = False
        self.is_fresh = True
        self.is_placed = False
        self.ampersands = 0

    def finished(self) -> str:
        """Close everything and return the result."""
        self.leave(0)
        return "".join(self.written)

    def words(self, text: str) -> None:
        """Write the words of a text with single spaces."""
        text = decoded(text)
        # Most texts are tidy, and telling so is cheaper than taking them apart.
        tidy = text.isprintable() and "  " not in text
        line = text.strip() if tidy else " ".join(text.split())
        if not line:
            self.is_spaced = self.is_spaced or bool(text)
            return
        if text[0] != line[0]:
            self.is_spaced = True
        self.begin_text()
        if "&" in line or "<" in line or ">" in line:
            line = self._escaped(line)
        self.written.append(line)
        self.is_spaced = text[-1] != line[-1]

    def verbatim(self, text: str) -> None:
        """Write a text with its white space; a parser drops a line break before it."""
        text = decoded(text).translate(_PLAIN_SPACES)
        text = text.lstrip("\n") if self.is_fresh else "\n" * self.gap + text
        self.gap = 0
        if text:
            self.begin_text()
            self.written.append(self._escaped(text))

    def begin_text(self) -> None:
        """Write all that a text needs before it."""
        if self.gap or not self.is_placed:
            self._place()
        if self.is_spaced and not self.is_fresh:
            self.written.append(" ")
        self.is_spaced = self.is_fresh = False
        if self.inlines_written < len(self.inlines):
            self.written += list(self.inlines.values())[self.inlines_written :]
            self.inlines_written = len(self.inlines)

    def innermost(self) -> str:
        """Return the block that a text would be in; nothing outside of all."""
        return self.blocks[-1] if self.blocks else ""

    def fill(self) -> None:
        """Open what stands between the innermost block and a text."""
        missing = _BETWEEN.get(self.innermost())
        if missing:
            self.enter(*missing)

    def enter(self, *names: str) -> None:
        """Open blocks, to be written with the first text in them."""
        self._end_written_inlines(0)
        self.blocks += names
        self._begin_block()

    def leave(self, depth: int) -> None:
        """Close the blocks beyond a depth; of those without text only cells stay."""
        self._end_written_inlines(0)
        while len(self.blocks) > depth:
            if self.blocks[-1] in CELLS:
                self.write_blocks()
            name = self.blocks.pop()
            if len(self.blocks) < self.blocks_written:
                self.written.append(f"</{name}>")
                self.blocks_written -= 1
        self._begin_block()

    def is_in_flow(self) -> bool:
        """Leave a paragraph or the like; tell whether any block may follow."""
        if self.innermost() in _LEAVES:
            self.leave(len(self.blocks) - 1)
        return self.innermost() in FLOW

    def write_blocks(self) -> None:
        """Write the blocks that are open, whether a text follows or not."""
        if self.blocks_written < len(self.blocks):
            self.written += [f"<{name}>" for name in self.blocks[self.blocks_written :]]
            self.blocks_written = len(self.blocks)

    def begin_inline(self, name: str, tag: str) -> None:
        """Open an inline, unless it is open already."""
        self.inlines.setdefault(name, tag)

    def end_inline(self, name: str) -> None:
        """Close an inline if it is open; others in it go on with the next text."""
        if name in self.inlines:
            self._end_written_inlines(list(self.inlines).index(name))
            del self.inlines[name]

    def depth_of(self, *names: str) -> int:
        """Return how deep the innermost block of these names stands; 0 for none."""
        for depth in range(len(self.blocks), 0, -1):
            if self.blocks[depth - 1] in names:
                return depth
        return 0

    def _escaped(self, text: str) -> str:
        self.ampersands += text.count("&")
        if self.ampersands > MOST_AMPERSANDS:
            text = text.replace("&", "+")
        return escape(text, quote=False)

    def _begin_block(self) -> None:
        self.gap, self.is_spaced, self.is_fresh, self.is_placed = 0, False, True, False

    def _place(self) -> None:
        """Write the break that waits, and open a block that holds text."""
        if self.gap and not self.is_fresh:
            self._write_gap()
        self.gap = 0
        self.fill()
        self.write_blocks()
        self.is_placed = True

    def _write_gap(self) -> None:
        if self.blocks[-1] == "p" and self.gap == PARAGRAPH:
            self.leave(len(self.blocks) - 1)
        elif self.blocks[-1] in HEADS:
            self.is_spaced = True
        else:
            self.written.append("<br>")
            self.is_spaced = False

    def _end_written_inlines(self, depth: int) -> None:
        if self.inlines_written > depth:
            ended = list(self.inlines)[depth : self.inlines_written]
            self.written += [f"</{name}>" for name in reversed(ended)]
            self.inlines_written = depth
