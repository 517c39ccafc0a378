"""The paper: pages with a head, a foot and a number, and charts drawn on them."""

from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.formats.charts import INK, PALE, SIZE
from reports.formats.values import Head

PLAIN, BOLD = "DejaVu", "DejaVu-Bold"
_FONTS = Path(__file__).parent / "fonts"
MARGIN = 38.0
WIDE, HIGH = A4
ROOM = WIDE - 2 * MARGIN
TOP, FOOT = HIGH - 64, 46.0
ACCENT, GREY = "#1a5fb4", "#666666"


def load_fonts() -> None:
    """Read the fonts that are embedded: vectors, for any size and any printer."""
    if PLAIN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(PLAIN, _FONTS / "DejaVuSans.ttf"))
        pdfmetrics.registerFont(TTFont(BOLD, _FONTS / "DejaVuSans-Bold.ttf"))


class _Numbered(Canvas):
    """Writes at the foot of each page which of how many it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finished: list[dict[str, Any]] = []
        self.foot = ""

    def showPage(self) -> None:  # noqa: N802  # reportlab calls it so
        """Keep the page until it is known how many there are."""
        self.finished.append(dict(vars(self)))
        self._startPage()

    def save(self) -> None:
        """Number the pages and write the file."""
        for number, state in enumerate(self.finished, 1):
            self.__dict__.update(state)
            self.setFillColor(HexColor(GREY))
            self.setFont(PLAIN, 7.5)
            self.drawString(MARGIN, 26, self.foot)
            said = f"{number} of {len(self.finished)}"
            self.drawRightString(WIDE - MARGIN, 26, said)
            super().showPage()
        super().save()


class Paper:
    """Where the next thing goes, and a new page when there is no room for it."""

    def __init__(self, file: BinaryIO, head: Head) -> None:
        load_fonts()
        self._head = head
        self.canvas = _Numbered(file, pagesize=A4, pageCompression=1)
        self.canvas.setTitle(f"{head.title}, {head.company}")
        self.canvas.setAuthor(head.company)
        self.canvas.setCreator("Job board")
        self.canvas.foot = f"Made {head.made_at:%Y-%m-%d %H:%M} UTC"
        self.y = TOP
        self._is_blank = True
        self._open()

    def _open(self) -> None:
        canvas, head = self.canvas, self._head
        period = head.period
        days = f"{period.first:%Y-%m-%d} to {period.last:%Y-%m-%d}"
        canvas.setFillColor(HexColor(GREY))
        canvas.setFont(PLAIN, 8)
        canvas.drawRightString(WIDE - MARGIN, HIGH - 36, f"{days} · {period.zone}")
        left = f"{head.company} · {head.title}"
        canvas.drawString(MARGIN, HIGH - 36, fitted(left, PLAIN, 8, ROOM - 190))
        canvas.setFillColor(HexColor(ACCENT))
        canvas.rect(MARGIN, HIGH - 44, ROOM, 1.2, stroke=0, fill=1)
        self.y = TOP

    def need(self, height: float) -> bool:
        """Begin a page where so much does not fit; say whether it did."""
        if self.y - height >= FOOT:
            return False
        self.canvas.showPage()
        self._open()
        return True

    def line(
        self,
        words: str,
        *,
        font: str = PLAIN,
        size: float = 9,
        colour: str = INK,
        lead: float = 1.35,
    ) -> None:
        """Write words, on as many lines as they need."""
        for some in wrapped(words, font, size, ROOM):
            self.need(size * lead)
            self.y -= size * lead
            self.canvas.setFillColor(HexColor(colour))
            self.canvas.setFont(font, size)
            self.canvas.drawString(MARGIN, self.y, some)

    def rule(self, y: float, width: float) -> None:
        """Draw a thin line from the margin on."""
        self.canvas.setFillColor(HexColor(PALE))
        self.canvas.rect(MARGIN, y, width, 0.5, stroke=0, fill=1)

    def close(self) -> None:
        """Write the file."""
        self.canvas.showPage()
        self.canvas.save()


class Drawing:
    """A chart's surface on a page, with its origin below the last thing there."""

    def __init__(self, paper: Paper) -> None:
        self._canvas = paper.canvas
        self._top = paper.y

    def box(self, x: float, y: float, w: float, h: float, colour: str) -> None:
        """Fill a rectangle."""
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.rect(MARGIN + x, self._top - y - h, w, h, stroke=0, fill=1)

    def text(self, x: float, y: float, words: str, *, anchor: str, most: float) -> None:
        """Write one line at its base line, cut where it would be too wide."""
        said = fitted(words, PLAIN, SIZE, most)
        self._canvas.setFillColor(HexColor(INK))
        self._canvas.setFont(PLAIN, SIZE)
        at, line = MARGIN + x, self._top - y
        if anchor == "end":
            self._canvas.drawRightString(at, line, said)
        elif anchor == "middle":
            self._canvas.drawCentredString(at, line, said)
        else:
            self._canvas.drawString(at, line, said)


def width_of(words: str, font: str, size: float) -> float:
    """Return how wide words are."""
    return float(pdfmetrics.stringWidth(words, font, size))


def fitted(words: str, font: str, size: float, most: float) -> str:
    """Return words, cut with an ellipsis where they are too wide."""
    if width_of(words, font, size) <= most:
        return words
    keep = len(words)
    while keep > 1 and width_of(f"{words[:keep]}…", font, size) > most:
        keep -= 1
    return f"{words[:keep]}…"


def wrapped(words: str, font: str, size: float, most: float) -> list[str]:
    """Return words as lines that are not too wide."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, font, size) <= most:
            lines[-1] = longer
        else:
            lines.append(fitted(word, font, size, most))
    return [line for line in lines if line]
