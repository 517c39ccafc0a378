"""docs/events.md lists exactly what is registered."""

import re

import pytest
from django.conf import settings

from events.listing import BEGIN, END, describe_events

PAGE = (settings.BASE_DIR / "docs" / "events.md").read_text()
EXAMPLES = re.findall(
    r"^```python\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
)


def test_the_page_lists_what_is_registered():
    listed = BEGIN + PAGE.partition(BEGIN)[2].partition(END)[0] + END
    assert listed == describe_events(), "run manage.py describe_events --write"


@pytest.mark.parametrize(("path", "lines"), EXAMPLES)
def test_its_examples_stand_in_the_code(path, lines):
    assert lines in (settings.BASE_DIR / path).read_text()


def test_every_example_says_where_it_is_from():
    assert len(EXAMPLES) == PAGE.count("```python") > 0
