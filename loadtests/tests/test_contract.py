"""What users look at: an answer that is not what the contract promises is an error."""

from copy import deepcopy

import pytest

from loadtests.users import contract
from loadtests.users.contract import Walk, Wrong

COMPANY = {"id": "c", "name": "Acme", "slug": "acme", "verified": True}
CARD = dict.fromkeys(contract.CARD) | {
    "id": "1",
    "url": "http://board/api/v1/jobs/1/",
    "company": COMPANY,
    "status": "published",
    "workplace": "remote",
    "published_at": "2026-11-20T04:20:24.371990Z",
    "created_at": "2026-11-20T04:20:24Z",
}
RESULT = CARD | {
    "match": {"full": True, "class": "title", "fields": []},
    "highlights": {"title": "", "snippet": ""},
}
SEARCH = dict.fromkeys(contract.SEARCH) | {
    "results": [RESULT],
    "total": {"value": 1, "relation": "exact"},
}
check = contract.search_answer({"workplace": "remote"}, size=2)


def test_a_right_answer_passes():
    check(SEARCH)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (["results"], [RESULT] * 3, "has 3 results of 2"),
        (["next"], "http://board/?cursor=x", "is short, but goes on"),
        (["total", "value"], 0, "total is less"),
        (["results", 0, "status"], "closed", "search shows what is closed"),
        (["results", 0, "workplace"], "onsite", "of another workplace"),
        (["results", 0, "url"], "/api/v1/jobs/1/", "not absolute"),
        (["results", 0, "published_at"], "2026-11-20 04:20:24", "no instant"),
        (["results", 0, "match"], {"full": True}, "match lacks class, fields"),
        (["results", 0, "company"], {"id": "c"}, "company lacks"),
        (["results", 0], {"id": "1"}, "card lacks"),
        (["results", 0], "1", "is no object"),
    ],
)
def test_a_wrong_answer_is_refused(place, value, said):
    body = deepcopy(SEARCH)
    *way, last = place
    inside = body
    for each in way:
        inside = inside[each]
    inside[last] = value

    with pytest.raises(Wrong, match=said):
        check(body)


@pytest.mark.parametrize("name", sorted(contract.SEARCH))
def test_each_member_of_a_search_is_wanted(name):
    with pytest.raises(Wrong, match=f"search lacks {name}"):
        check({key: value for key, value in SEARCH.items() if key != name})


def test_a_whole_page_may_go_on():
    body = SEARCH | {
        "results": [RESULT] * 2,
        "next": "/x",
        "total": {"value": 9, "relation": ""},
    }

    with pytest.raises(Wrong, match="next is not absolute"):
        check(body)
    check(body | {"next": "http://board/x"})


def test_a_walk_shows_nothing_twice():
    walk = Walk()
    walk.note({"results": [{"id": "1"}, {"id": "2"}]})
    walk.note({"results": [{"id": "3"}]})

    with pytest.raises(Wrong, match="shows 1 again"):
        walk.note({"results": [{"id": "4"}, {"id": "2"}]})
    with pytest.raises(Wrong, match="shows 1 again"):
        Walk().note({"results": [{"id": "1"}, {"id": "1"}]})


def test_a_problem_has_its_code():
    whole = dict.fromkeys(("type", "title", "status", "request_id"))
    contract.problem(whole | {"code": "already_applied"}, "already_applied")

    with pytest.raises(Wrong, match="the code is other"):
        contract.problem(whole | {"code": "other"}, "already_applied")
    with pytest.raises(Wrong, match="problem lacks code"):
        contract.problem(whole, "already_applied")
