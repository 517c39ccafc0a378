"""The few tags that a description keeps, and what becomes of the others."""

LINK_REL = "nofollow noopener noreferrer"

LISTS = frozenset({"ul", "ol"})
CELLS = frozenset({"td", "th"})
SECTIONS = {"thead": "thead", "tbody": "tbody", "tfoot": "tbody"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
INLINES = {
    **{name: name for name in ("strong", "em", "b", "i", "u", "code")},
    **dict.fromkeys(("tt", "kbd", "samp"), "code"),
}
PARAGRAPHS = frozenset(
    (
        *("p", "div", "section", "article", "header", "footer", "main", "nav", "aside"),
        *("address", "center", "dl", "dt", "dd", "form", "fieldset", "legend"),
        *("figure", "figcaption", "details", "summary", "hgroup", "caption", "menu"),
    )
)
"""What only means that a new paragraph begins, before it and after it."""
BLOCKS = frozenset(
    {"br", "hr", "pre", "blockquote", "li", "table", "tr"}
    | PARAGRAPHS
    | LISTS
    | CELLS
    | SECTIONS.keys()
    | HEADINGS.keys()
)
"""What makes a text HTML. Without any, its line breaks are meant as such."""
KEPT = frozenset(
    {"p", "br", "hr", "pre", "blockquote", "li", "table", "tr", "a"}
    | LISTS
    | CELLS
    | set(SECTIONS.values())
    | set(HEADINGS.values())
    | set(INLINES.values())
)
"""Every tag that can come out."""

SWALLOWING = frozenset(
    {"!--", "script", "style", "textarea", "title", "xmp", "iframe", "noembed"}
)
"""What hides the rest of the text where its end is missing, as it does in a browser."""
HIDDEN = SWALLOWING | {
    *("noframes", "noscript", "template", "head", "svg", "math", "object"),
    *("applet", "audio", "video", "canvas", "select"),
}
"""What goes together with its content."""
