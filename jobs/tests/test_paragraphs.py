"""Plain text becomes what markdown makes of it, by a shorter way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.paragraphs import paragraphs_of
from jobs.texts import safe_html

PIECES = [
    *(
        "a",
        "Z",
        "ß",
        "\u00a0",
        "日本",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n \n",
        "1",
        "1.",
        "-",
    ),
    *("*", "_", "`", "#", ">", "<b>", "&amp;", "&", "|", "=", "+", "\\", "[a](b)", "!"),
    *("http://a.example", "~", ":", '"', "'", ".", ")", "    ", "\t", "•", "…", "—"),
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_it_is_what_markdown_makes_of_it(text: str):
    """Texts come trimmed, as the field that reads them leaves them."""
    text = text.strip()
    short = paragraphs_of(text)
    if short is not None:
        long = safe_html(text, markdown=True)
        assert safe_html(short, markdown=False) == long


@pytest.mark.parametrize(
    "text",
    [
        "We weld.",
        "We weld (a lot): pipes, tanks & more"[:-7],
        'One.\nTwo.\n\nThree; it\'s "good"!',
        "• one\n• two",
        "Ünïcödé — and more…",
    ],
)
def test_most_texts_go_the_short_way(text: str):
    assert paragraphs_of(text) is not None


@pytest.mark.parametrize(
    "text",
    ["*a*", "- a", "1. a", "# a", "> a", "`a`", "a\n===", "[a](b)", "a  \nb", "    a"],
)
def test_markup_goes_the_long_way(text: str):
    assert paragraphs_of(text) is None
