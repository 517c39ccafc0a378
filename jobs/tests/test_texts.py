import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.markup.weight import is_too_much
from jobs.markup.writer import rewritten
from jobs.tests.html_rules import TAGS, assert_safe, faults_of, link
from jobs.texts import folded, plain_text, safe_html

SHAPED = [
    ("", ""),
    (" \n ", ""),
    ("<p></p><ul><li></li></ul><b></b>", ""),
    # Without any tag that breaks a line, the line breaks are meant.
    ("One\ntwo\n\n\n three ", "<p>One<br>two</p><p>three</p>"),
    ("<b>One\n\ntwo</b>", "<p><b>One</b></p><p><b>two</b></p>"),
    ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
    ("R&D &amp; C++ &eacute; &copy 5&nbsp;%", "<p>R&amp;D &amp; C++ é © 5 %</p>"),
    # With one, white space is white space.
    ("<p>One\n\n two</p>", "<p>One two</p>"),
    ("<div>One</div><div>two</div>three", "<p>One</p><p>two</p><p>three</p>"),
    ("One<br>two<br/><br>three<br>", "<p>One<br>two</p><p>three</p>"),
    ("<b> a </b>b<i> </i>c", "<p><b>a</b> b c</p>"),
    ("<p><b>a<p>b</b>c", "<p><b>a</b></p><p><b>b</b>c</p>"),
    ("<b>a<i>b</b>c</i>", "<p><b>a<i>b</i></b><i>c</i></p>"),
    ("<strong><tt>x</tt></strong>", "<p><strong><code>x</code></strong></p>"),
    ("<span>a</span> <font color=red>b</font>", "<p>a b</p>"),
    ("<h1>A</h1><h2>B</h2><h6>C</h6>D", "<h2>A</h2><h2>B</h2><h4>C</h4><p>D</p>"),
    ("<h2>A<p>b</h2>c", "<h2>A b</h2><p>c</p>"),
    ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<li>a", "<ul><li>a</li></ul>"),
    ("<ol>a</ol>", "<ol><li>a</li></ol>"),
    ("<ul><li><p>a</p><p>b</p></ul>", "<ul><li>a<br>b</li></ul>"),
    (
        "<ul><li>a<ul><li>b</ul>c</ul>",
        "<ul><li>a<ul><li>b</li></ul>c</li></ul>",
    ),
    ("<ul><h3>A</h3><li>b</ul>", "<ul><li>A</li><li>b</li></ul>"),
    ("<blockquote>a<p>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
    ("a<hr>b", "<p>a</p><hr><p>b</p>"),
    ("<pre>\n a\n  b<br>c</pre>", "<pre> a\n  b\nc</pre>"),
    ("<pre><code>a &lt; b\r\n</code></pre>", "<pre><code>a &lt; b\n</code></pre>"),
    (
        "<table><tr><th>a<td></table>",
        "<table><tbody><tr><th>a</th><td></td></tr></tbody></table>",
    ),
    (
        "<table><thead><tr><td>a<tbody><td>b",
        (
            "<table><thead><tr><td>a</td></tr></thead>"
            "<tbody><tr><td>b</td></tr></tbody></table>"
        ),
    ),
    (
        "<table><ul><li>a</ul>b</table>",
        ("<table><tbody><tr><td><ul><li>a</li></ul>b</td></tr></tbody></table>"),
    ),
    ("<ul><ul><li>a</ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>"),
    ("<P>a</P><UL><LI><B>b</B></UL>", "<p>a</p><ul><li><b>b</b></li></ul>"),
    ("<blockquote><hr>a</blockquote>", "<blockquote><hr><p>a</p></blockquote>"),
    ("<td>a</td><td>b</td>", "<p>a</p><p>b</p>"),
    ("a" * 5000, "<p>" + "a" * 5000 + "</p>"),
]


@pytest.mark.parametrize(("sent", "kept"), SHAPED)
def test_what_is_left_is_whole(sent: str, kept: str) -> None:
    html = safe_html(sent, markdown=False)
    assert html == kept
    assert_safe(html)


MARKDOWN = [
    (
        "# A\n\nb *c* **d** `e`",
        "<h2>A</h2><p>b <em>c</em> <strong>d</strong> <code>e</code></p>",
    ),
    ("- a\n- b\n\n1. c", "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"),
    ("a\nb\n\nc  \nd", "<p>a b</p><p>c<br>d</p>"),
    ("> a\n\n---", "<blockquote><p>a</p></blockquote><hr>"),
    ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
    (
        "|a|b|\n|-|-|\n|c|d|",
        (
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>c</td><td>d</td></tr></tbody></table>"
        ),
    ),
    (
        "<b>a</b> <script>1</script>",
        "<p>&lt;b&gt;a&lt;/b&gt; &lt;script&gt;1&lt;/script&gt;</p>",
    ),
    ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    ("[a](//x.example) ![b](https://x.example/b.png)", "<p>a</p>"),
    ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"),
    ("[a](https://x.example 't')", f"<p>{link('https://x.example', 'a')}</p>"),
    ("<jobs@x.example>", f"<p>{link('mailto:jobs@x.example', 'jobs@x.example')}</p>"),
]


@pytest.mark.parametrize(("sent", "kept"), MARKDOWN)
def test_markdown_may_not_contain_html(sent: str, kept: str) -> None:
    html = safe_html(sent, markdown=True)
    assert html == kept
    assert_safe(html)


TOO_MUCH = [
    *("[", "![[", "![[a](", "[![a](b)](", "**a", "*a ", "_", "`", "<", "<a@b.c> "),
    *("- a\n", "- - - a\n", "\n1. ", "1) a\n", "> ", "|", "a|b\n-|-\n", "\n#", "\n==="),
    *("\\*", "&amp;", "[a]: b\n", "<!--", "[^a", "~"),
]
ENOUGH = [
    "x" * 50_000,
    "It is (very) well paid! " * 2_000,
    "a\n\n" * 16_000,
    "**Tasks**\n\n- [Weld](https://x.example/)\n- and *plan*.\n\n" * 150,
    "| a | b |\n|---|---|\n" + "| c | d |\n" * 1_000,
    "_" * 4_990,
    "[" * 1_600,
]


@pytest.mark.parametrize("unit", TOO_MUCH)
def test_markdown_is_weighed_by_its_marks(unit: str) -> None:
    assert is_too_much("a " + unit * (50_000 // len(unit)))
    assert not is_too_much("a " + unit * (1_600 // len(unit)))


@pytest.mark.parametrize("text", ENOUGH, ids=range(len(ENOUGH)))
def test_what_is_read_fast_is_not_too_much(text: str) -> None:
    assert not is_too_much(text)


HEAP = 300_000
HEAPS = [
    *("<", ">", "&", "&amp;", "&#60;", "&nbsp;", "\n", " ", "<!", "<!--", "<?x>"),
    *("<div>", "<b>", "</b>", "<ul>", "<ul><li>x", "<li>x", "<blockquote>x", "<p>x"),
    *("<table><tr><td>", "<td>x", "<b><p>x", "<b>x<i>y</b>z", "<hr>", "x<br>", "<h1>x"),
    *("<a href='https://x.example'>x", '<a "', "<a '\"", '<a "<a"', "<a ", "<script>"),
    *(
        "<svg>",
        "<title></titl",
        "<script></script>",
        "<a" + " x=1" * 1000,
        "<pre>x<br>",
    ),
]


@pytest.mark.parametrize("heap", HEAPS)
def test_a_heap_of_anything_is_read_to_its_end(heap: str) -> None:
    html = safe_html(heap * (HEAP // len(heap)), markdown=False)
    assert html.count("<") < 2 * HEAP
    assert faults_of(html) == []
    plain_text(html)


@pytest.mark.parametrize(
    "heap", ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table>"]
)
def test_a_hundred_thousand_tags_deep_is_not_deep(heap: str) -> None:
    html = safe_html(heap * 100_000 + "x", markdown=False)
    assert plain_text(html).strip("- ") == "x"
    assert html.count("<") < 50


def test_as_many_ampersands_as_nh3_takes() -> None:
    html = safe_html("&" * HEAP + "<p>a & b", markdown=False)
    assert set(plain_text(html)) == set("+ab \n")
    assert_safe(html)
    assert plain_text(safe_html("a & b" * 1000, markdown=False)) == "a & b" * 1000


ODD = st.sampled_from(
    [*TAGS, "div", "span", "img", "svg", "math", "style", "script", "title", "tfoot"]
)
PIECES = st.one_of(
    ODD.map(lambda tag: f"<{tag}>"),
    ODD.map(lambda tag: f"</{tag}>"),
    ODD.map(lambda tag: f"<{tag} href='https://x.example/?a=\"b' class=x>"),
    st.sampled_from(
        ["<!--", "-->", "<", ">", "'", '"', "&", "&lt;", "\n", " ", "a", "b c"]
    ),
    st.text(max_size=5),
)


@given(st.lists(PIECES, max_size=20).map("".join))
@example("<pre>\n\n</pre>")
@example("<table>a<table>b")
def test_safe_html_stays_as_it_is(text: str) -> None:
    html = safe_html(text, markdown=False)
    assert_safe(html)
    # What we write is what the parser reads: the last gate finds nothing to do.
    assert rewritten(text) == html


@given(st.lists(PIECES, max_size=20).map("".join))
def test_markdown_of_anything_is_safe(text: str) -> None:
    assert_safe(safe_html(text, markdown=True))


PLAIN = [
    ("", ""),
    ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
    ("<h2>A</h2><ul><li>b</li><li>c</li></ul><p>d</p>", "A\n- b\n- c\n\nd"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n- b\n- c"),
    ("<ul><li><ul><li>a</li></ul></li></ul>", "- a"),
    ("<p>a <b>b</b><i>c</i></p><hr><p>d</p>", "a bc\n\nd"),
    ("<pre>a\n  b</pre>", "a\n  b"),
    ("<p>&lt;b&gt; &amp;amp; é</p>", "<b> &amp; é"),
    (
        "<table><tbody><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></tbody></table>",
        "a b\nc",
    ),
    ("<blockquote><p>a</p></blockquote><p>b</p>", "a\n\nb"),
    (f"<p>{link('https://x.example/?a=1&amp;b=2', 'a')}</p>", "a"),
]


@pytest.mark.parametrize(("html", "text"), PLAIN)
def test_blocks_become_lines(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.lists(PIECES, max_size=20).map("".join))
def test_plain_text_has_no_markup_and_no_gaps(text: str) -> None:
    plain = plain_text(safe_html(text, markdown=False))
    assert "\n\n\n" not in plain
    assert plain == plain.strip("\n")
    assert all(line == line.rstrip() for line in plain.split("\n"))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Développeur  C++\n", "developpeur c++", True),
        ("C++ developer", "C developer", False),
        ("C# developer", "C developer", False),
        ("Köchin (m/w/d)", "kochin (M/W/D)", True),
        ("Sal\xadary", "salary", True),
    ],
)
def test_texts_that_differ_in_accents_only_fold_alike(
    one: str, other: str, alike: bool
) -> None:
    assert (folded(one) == folded(other)) is alike
