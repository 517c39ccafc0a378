import pytest

from jobs.markup.reader import LONGEST_LINK
from jobs.tests.html_rules import assert_safe, link
from jobs.texts import safe_html

HOSTILE = [
    # Scripts and what else is not shown
    ("<script>alert(1)</script>Hi", "<p>Hi</p>"),
    ("<SCRIPT SRC=//x.example/x.js></SCRIPT>Hi", "<p>Hi</p>"),
    ("<script>alert(1)", ""),
    ("<script>1</script x>Hi", "<p>Hi</p>"),
    ("<scr<script>x</script>ipt>alert(1)</script>", "<p>alert(1)</p>"),
    ("<scr<!-- -->ipt>alert(1)</script>", "<p>alert(1)</p>"),
    ("<script/src=x></script/>Hi", "<p>Hi</p>"),
    ("<style>p{position:fixed}</style>Hi", "<p>Hi</p>"),
    ("<style><img src=x onerror=alert(1)></style>Hi", "<p>Hi</p>"),
    ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<p>'&gt;</p>"),
    ("<iframe src='https://x.example'></iframe>Hi", "<p>Hi</p>"),
    ("<iframe srcdoc='<script>1</script>'>Hi", ""),
    ("<object data=x.swf>x</object>Hi", "<p>Hi</p>"),
    ("<embed src=x>Hi", "<p>Hi</p>"),
    ("<template><script>1</script></template>Hi", "<p>Hi</p>"),
    ("<textarea></textarea><script>1</script>Hi", "<p>Hi</p>"),
    ("<title><img src=x onerror=1></title>Hi", "<p>Hi</p>"),
    ("<xmp><p>x</xmp>Hi", "<p>Hi</p>"),
    ("<plaintext><b>Hi", "<p><b>Hi</b></p>"),
    ("<head><title>x</title></head><body>Hi</body>", "<p>Hi</p>"),
    ("<meta http-equiv=refresh content=0>Hi", "<p>Hi</p>"),
    ("<base href=//x.example>Hi", "<p>Hi</p>"),
    ("<link rel=stylesheet href=//x.example>Hi", "<p>Hi</p>"),
    # Handlers, styles and names
    ("<p onclick=alert(1)>Hi", "<p>Hi</p>"),
    ("<p style='background:url(javascript:1)' class=x id=y>Hi", "<p>Hi</p>"),
    ("<b/onmouseover=alert(1)>Hi", "<p><b>Hi</b></p>"),
    ("<b\x0conclick=alert(1)>Hi</b>", "<p><b>Hi</b></p>"),
    ("<img src=x onerror=alert(1)>Hi", "<p>Hi</p>"),
    ('<img src="x` `<script>alert(1)</script>"` `>Hi', "<p>Hi</p>"),
    ("<svg onload=alert(1)>Hi", "<p>Hi</p>"),
    ("<svg><script>alert(1)</script></svg>Hi", "<p>Hi</p>"),
    ("<svg/onload=alert(1)//Hi", "<p>&lt;svg/onload=alert(1)//Hi</p>"),
    ("<math><mtext></math>Hi", "<p>Hi</p>"),
    ("<body onload=alert(1)>Hi", "<p>Hi</p>"),
    ("<details open ontoggle=alert(1)>Hi", "<p>Hi</p>"),
    ("<video><source onerror=alert(1)></video>Hi", "<p>Hi</p>"),
    ("<marquee onstart=alert(1)>Hi</marquee>", "<p>Hi</p>"),
    # Forms
    ("<form action=//x.example><input name=p>Hi</form>", "<p>Hi</p>"),
    ("<button formaction=javascript:1>Hi</button>", "<p>Hi</p>"),
    ("<select><option>x</select>Hi", "<p>Hi</p>"),
    # Links
    ("<a href=javascript:alert(1)>Hi</a>", "<p>Hi</p>"),
    ("<a href=' JaVaScRiPt:alert(1)'>Hi</a>", "<p>Hi</p>"),
    ("<a href='java\tscript:alert(1)'>Hi</a>", "<p>Hi</p>"),
    ("<a href='java\nscript:alert(1)'>Hi</a>", "<p>Hi</p>"),
    ("<a href='&#106;avascript:alert(1)'>Hi</a>", "<p>Hi</p>"),
    ("<a href='javascript&colon;alert(1)'>Hi</a>", "<p>Hi</p>"),
    ("<a href='\x01javascript:alert(1)'>Hi</a>", "<p>Hi</p>"),
    ("<a href='vbscript:x'>Hi</a>", "<p>Hi</p>"),
    ("<a href='data:text/html,<script>1</script>'>Hi</a>", "<p>Hi</p>"),
    ("<a href=//x.example>Hi</a>", "<p>Hi</p>"),
    ("<a href='\\\\x.example'>Hi</a>", "<p>Hi</p>"),
    ("<a href='/\\x.example'>Hi</a>", "<p>Hi</p>"),
    ("<a href='https:///x.example'>Hi</a>", "<p>Hi</p>"),
    ("<a href='https:x.example'>Hi</a>", "<p>Hi</p>"),
    ("<a href=/jobs/>Hi</a>", "<p>Hi</p>"),
    ("<a href='#top'>Hi</a>", "<p>Hi</p>"),
    ("<a href='blob:https://x.example/1'>Hi</a>", "<p>Hi</p>"),
    ("<a href='file:///etc/passwd'>Hi</a>", "<p>Hi</p>"),
    ("<a name=x>Hi</a>", "<p>Hi</p>"),
    ("<a data-href=https://x.example>Hi</a>", "<p>Hi</p>"),
    (f"<a href=https://x.example/{'x' * LONGEST_LINK}>Hi</a>", "<p>Hi</p>"),
    (
        "<a href='https://x.example/?a=1&b=2' target=_top rel=opener>Hi</a>",
        f"<p>{link('https://x.example/?a=1&amp;b=2', 'Hi')}</p>",
    ),
    (
        "<a href='https://x.example/&quot;onclick=1&quot;<b>'>Hi</a>",
        f"<p>{link('https://x.example/%22onclick=1%22%3Cb%3E', 'Hi')}</p>",
    ),
    (
        "<a href=mailto:jobs@x.example>A<a href=HTTPS://Y.example>B</a>C</a>",
        f"<p>{link('mailto:jobs@x.example', 'A')}{link('HTTPS://Y.example', 'B')}C</p>",
    ),
    # Comments and declarations
    ("A<!-- x -->B", "<p>AB</p>"),
    ("A<!-->B<!--->C", "<p>ABC</p>"),
    ("A<!-- x --!>B", "<p>AB</p>"),
    ("A<!-- x", "<p>A</p>"),
    ("<!doctype html><?xml version='1.0'?>Hi", "<p>Hi</p>"),
    ("<![CDATA[<script>1</script>]]>Hi", "<p>1]]&gt;Hi</p>"),
    ("<!--[if IE]><script>1</script><![endif]-->Hi", "<p>Hi</p>"),
    # What parsers turn into something else
    (
        (
            "<math><mtext><table><mglyph><style><!--</style>"
            "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>"
        ),
        "",
    ),
    ("<svg></p><style><a id='</style><img src=1 onerror=1>'>", "<p>'&gt;</p>"),
    ("<form><math><mtext></form><form><mglyph><style></math>Hi", "<p>Hi</p>"),
    ("<table><caption><svg><title><style>x</table>Hi", ""),
    ("<select><noembed></select><script>1</script>Hi", "<p>Hi</p>"),
    ("<p title='</p><script>1</script>'>Hi", "<p>Hi</p>"),
    ("<o:p>Hi</o:p><x-y>!</x-y>", "<p>Hi!</p>"),
    (
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    ),
    ("&amp;lt;b&amp;gt;", "<p>&amp;lt;b&amp;gt;</p>"),
    ("\x00<scr\x00ipt>alert(1)</script>", ""),
    ("\ud800<b\ud800>Hi", "<p><b>Hi</b></p>"),
    ("&#0;&#xD800;&#x110000;", "<p>\ufffd\ufffd\ufffd</p>"),
    ("&#" + "9" * 5000 + ";", "<p>\ufffd</p>"),
]


@pytest.mark.parametrize(("sent", "kept"), HOSTILE)
def test_what_could_do_harm_is_gone(sent: str, kept: str) -> None:
    html = safe_html(sent, markdown=False)
    assert html == kept
    assert_safe(html)
    assert_safe(safe_html(sent, markdown=True))


def test_the_table_is_long_enough() -> None:
    assert len(HOSTILE) >= 60
