"""What must hold of every description that we show, whoever wrote it."""

from html.parser import HTMLParser

from jobs.texts import safe_html

REL = 'rel="nofollow noopener noreferrer"'
TAGS = {
    *("p", "br", "hr", "pre", "blockquote", "h2", "h3", "h4", "ul", "ol", "li"),
    *("a", "strong", "em", "b", "i", "u", "code"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
VOID = {"br", "hr"}


class Strict(HTMLParser):
    """Reads what we wrote, and notes whatever should not be in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        names = [name for name, _ in attrs]
        if names != (["href", "rel"] if tag == "a" else []):
            self.faults.append(f"attributes {attrs}")
        href = dict(attrs).get("href") or "mailto:"
        if not href.lower().startswith(("http://", "https://", "mailto:")):
            self.faults.append(f"link {href}")
        if tag in self.open and tag in {"p", "a", "b", "pre", "h2", "table"}:
            self.faults.append(f"<{tag}> in itself")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.faults.append(f"bare {data}")
        if not self.open and data.strip():
            self.faults.append(f"text outside of all {data}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def faults_of(html: str) -> list[str]:
    reader = Strict()
    reader.feed(html)
    reader.close()
    return reader.faults + [f"<{tag}> left open" for tag in reader.open]


def assert_safe(html: str) -> None:
    assert faults_of(html) == []
    assert safe_html(html, markdown=False) == html


def link(address: str, text: str) -> str:
    return f'<a href="{address}" {REL}>{text}</a>'
