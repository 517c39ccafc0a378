"""HTML that is as we would write it is told from all other, and only that."""

import random

import pytest

from jobs.markup.tidy import is_tidy
from jobs.markup.writer import _rewritten, rewritten

TIDY = [
    "<p>One.</p>",
    "<p>One two, three.</p><h3>Four</h3><ul><li>five</li><li>six seven</li></ul>",
    "<p>One</p>\n<ol>\n<li>two</li>\n<li>three</li>\n</ol>\n",
    "<h2>Ä\u0301 ö 漢字 \U0001f680</h2><p>\u200bzero\u00adwidth\u2066</p>",
    "<p><strong>One</strong></p><p><b>two</b></p><ul><li><b>a b</b></li></ul>",
    "<p>R&amp;D &lt;3 &amp;&amp; &gt;</p>",
    "<p>a \"b\" 'c' ; # {} \\ `</p>",
]
UNTIDY = [
    "",
    "plain",
    "<p></p>",
    "<p> one</p>",
    "<p>one </p>",
    "<p>one  two</p>",
    "<p>one\ntwo</p>",
    "<p>one\u00a0two</p>",
    "<p>one\u2003two</p>",
    "<p>one\u0085two</p>",
    "<p>one\x01</p>",
    "<p>one &amp two</p>",
    "<p>one &quot; two</p>",
    "<p>one &nbsp; two</p>",
    "<p>" + "&amp;" * 1_001 + "</p>",
    "<p><b>one</b> two</p>",
    "<p><b>one</strong></p>",
    "<p><b> one</b></p>",
    "<b>one</b>",
    "<p>one & two</p>",
    "<p>one <b>two</b></p>",
    "<P>one</P>",
    "<p >one</p>",
    "<p>one</h3>",
    "<p>one",
    "one</p>",
    "<p>one</p>two",
    "<p>one</p> <p>two</p>",
    "<p>one</p><script>x</script>",
    "<h1>one</h1>",
    "<ul></ul>",
    "<ul>one</ul>",
    "<li>one</li>",
    "<ul><li>one</li></ol>",
    "<ul><li>one<ul><li>two</li></ul></li></ul>",
    "<p>one<p>two</p>",
    "<p>1 > 0</p>",
]


@pytest.mark.parametrize("html", TIDY)
def test_what_is_tidy_is_only_rid_of_line_breaks(html: str):
    assert is_tidy(html)
    assert rewritten(html) == _rewritten(html) == html.replace("\n", "")


@pytest.mark.parametrize("html", UNTIDY)
def test_everything_else_is_taken_apart(html: str):
    assert not is_tidy(html)
    assert rewritten(html) == _rewritten(html)


def test_a_short_cut_leads_to_the_same_place():
    chance = random.Random(7)  # noqa: S311  # the same each time
    parts = [
        "<p>",
        "</p>",
        "<h3>",
        "</h3>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "a",
        "b c",
    ]
    parts += [
        "<strong>",
        "&amp;",
        "&lt;",
        " ",
        "\n",
        "é",
        "\u00a0",
        "&",
        "<",
        ">",
        "<b>",
        "</b>",
        "<ol>",
        "</ol>",
    ]
    whole = [
        "<p>a b</p>",
        "<p><b>c</b></p>",
        "<ul><li>a</li></ul>",
        "<h2>é</h2>",
        "<p>x</p>\n",
    ]
    tidy = 0
    for _ in range(20_000):
        pieces = chance.choices([*parts, *whole * 4], k=chance.randint(1, 5))
        html = "".join(pieces)
        assert rewritten(html) == _rewritten(html), html
        tidy += is_tidy(html)
    assert tidy > 1_000
