"""How much of a file one part takes: never so much that others wait or it is killed."""

from typing import Any
from uuid import UUID

import pytest

from accounts.models import Company
from conftest import Cast, sign_in
from jobs.imports import chunks, mirroring, parts
from jobs.imports.checking import check_row
from jobs.models import Job, NamedRow
from jobs.services.importing import begin_next
from jobs.services.taking_over import take_part
from jobs.tests.handing_in import counts, row, send, shown, taken_over

OLD = range(8)
NEW = range(20, 24)
CHANGED = [row(number, positions=2) for number in OLD]
ADDED = [row(number) for number in NEW]
PARTS: list[tuple[dict[str, float], list[Any], list[int]]] = [
    ({}, CHANGED + ADDED, [12]),
    ({"MOST_SECONDS": 0}, [*CHANGED[:2], "", "{", *ADDED[:2]], [1, 2, 3, 4, 5]),
    ({"HELD_SECONDS": 0, "BATCH": 3}, ADDED + CHANGED, [6, 9, 12]),
    ({"MOST_HELD": 3}, CHANGED + ADDED, [3, 6, 12]),
    # Where few rows change anything, those that change too much are left.
    ({"MOST_HELD": 3}, ADDED[:3] + CHANGED + ADDED[3:], [6, 9, 12]),
    ({"MOST_HELD": 3, "BATCH": 2}, ["", "", *CHANGED, ""], [4, 8]),
    ({"MOST_ROWS": 5}, CHANGED + ADDED, [5, 10, 12]),
]


@pytest.fixture
def bob(cast: Cast) -> Any:
    api = sign_in(cast.bob)
    taken_over(api, [row(number) for number in OLD])
    return api


@pytest.mark.parametrize(("limits", "rows", "seen"), PARTS, ids=range(len(PARTS)))
def test_a_part_ends_where_it_has_to_and_nothing_is_lost(
    bob: Any,
    monkeypatch: Any,
    limits: dict[str, float],
    rows: list[Any],
    seen: list[int],
):
    for name, value in limits.items():
        for module in (parts, chunks):
            monkeypatch.setattr(module, name, value, raising=False)
    import_id = send(bob, rows).json()["id"]
    begin_next(Company.objects.get(slug="acme").pk)
    found = []
    while shown(bob, import_id)["status"] == "running" and len(found) < 20:
        take_part(import_id=UUID(import_id), check=check_row)
        found.append(shown(bob, import_id)["rows"])
    assert list(dict.fromkeys(found)) == seen
    sent = [each for each in rows if isinstance(each, dict)]
    changed = sum(each in CHANGED for each in sent)
    expected = counts(
        created=len(sent) - changed, updated=changed, failed=int("{" in rows)
    )
    said = shown(bob, import_id)
    assert (said["status"], said["progress"], said["counts"]) == ("done", 100, expected)
    assert Job.objects.filter(positions=2).count() == changed
    assert NamedRow.objects.filter(job_import=import_id).count() == len(sent)


def test_a_mirror_closes_a_few_at_a_time(cast: Cast, bob: Any, monkeypatch: Any):
    monkeypatch.setattr(mirroring, "BATCH", 2)
    kept = [row(number) for number in OLD[3:]]
    import_id = send(bob, kept, mode="mirror").json()["id"]
    begin_next(cast.acme.pk)
    found = []
    while shown(bob, import_id)["status"] == "running" and len(found) < 20:
        take_part(import_id=UUID(import_id), check=check_row)
        found.append(shown(bob, import_id)["counts"]["closed"])
    assert found == [0, 2, 3, 3]
