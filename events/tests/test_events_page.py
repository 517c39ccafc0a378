"""docs/events.md lists exactly what is registered."""

from django.conf import settings

from events.listing import BEGIN, END, describe_events


def test_the_page_lists_what_is_registered():
    page = (settings.BASE_DIR / "docs" / "events.md").read_text()
    listed = BEGIN + page.partition(BEGIN)[2].partition(END)[0] + END
    assert listed == describe_events(), "run manage.py describe_events --write"
