"""The page of a report: nothing in it runs, and nobody stands in it."""

from html.parser import HTMLParser

from conftest import Cast
from jobs.models import Job
from jobs.tests.factory import new_job
from reports.formats.html_pages import page_of
from reports.services.building import head_of
from reports.tests.making import made
from reports.tests.scene import play


class _Tags(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_runs_and_loads_nothing(cast: Cast):
    job = new_job(cast.acme)
    play(cast.acme, title="x")
    Job.objects.exclude(pk=job.pk).update(
        title='<script>alert(1)</script>"><img src=x onerror=y>'
    )
    cast.acme.name = "<b>Acme</b>"
    report, _, digest = made(cast, "responsiveness", "json")
    page = page_of(head_of(report), digest.without_lists())
    tags = _Tags()
    tags.feed(page)
    assert "svg" in tags.tags
    assert not tags.tags & {"script", "img", "b", "iframe", "link", "object", "form"}
    assert not any(name.startswith("on") for name in tags.attributes)
    assert not tags.attributes & {"src", "href", "action", "style"}
    assert "&lt;script&gt;" in page


def test_the_page_shows_no_persons(cast: Cast):
    play(cast.acme)
    report, _, digest = made(cast, "applications", "json")
    page = page_of(head_of(report), digest.without_lists())
    assert "person" not in page.lower()
    assert "By stage" in page
