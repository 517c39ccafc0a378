"""Reports read over a connection of their own, which sees what is committed alone."""

from collections.abc import Iterator

import pytest
from django.db import connections

from reports.reading import ALIAS


@pytest.fixture(autouse=True)
def _one_connection(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test whose rows are never committed be read over their connection."""
    mark = request.node.get_closest_marker("django_db")
    if mark is not None and mark.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("db")
    own = connections[ALIAS]
    connections[ALIAS] = connections["default"]
    yield
    connections[ALIAS] = own
