"""Every test of reports may read over the reports' own connection."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "reports/tests/" in item.nodeid:
            mark = item.get_closest_marker("django_db")
            if mark is None or "databases" not in mark.kwargs:
                kwargs = dict(mark.kwargs) if mark else {}
                kwargs["databases"] = ["default", "reports"]
                item.add_marker(pytest.mark.django_db(**kwargs), append=False)
