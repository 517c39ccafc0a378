"""Ids are UUIDv7: they sort by the time they were made and cannot be guessed."""

import time
import uuid

from kernel.ids import new_id


def test_an_id_is_a_uuid_of_version_7() -> None:
    for _ in range(1000):
        made = new_id()
        assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_an_id_begins_with_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id().int >> 80
    assert before <= made <= time.time_ns() // 1_000_000


def test_the_rest_is_random() -> None:
    made = [new_id().int for _ in range(2000)]
    for bit in (*range(62), *range(64, 76)):
        assert 500 < sum(each >> bit & 1 for each in made) < 1500
    assert len(set(made)) == 2000
