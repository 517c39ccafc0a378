"""Who may read the file of a résumé, by which link, and how it is sent."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from accounts.models import Membership
from applications.files import RESUMES as STORE
from applications.models import Resume
from applications.tests.resume_sending import (
    PDF,
    RESUMES,
    applied,
    content_of,
    link_of,
    taken,
)
from conftest import Api, Cast, join, sign_in
from jobboard.tests.stage import new_key


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "resumes"


def test_the_owner_gets_the_file(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    link = link_of(dana, taken(dana)["id"])
    for reader in (Api(), dana):
        answer = reader.get(link, Accept="text/html,*/*;q=0.1")
        assert answer.status_code == 200
        assert content_of(answer) == PDF


def test_how_a_file_is_sent(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana, PDF, "Größe; 50%.pdf")
    way = dana.get(f"{RESUMES}{shown['id']}/download/")
    assert way["Cache-Control"] == "private, no-store"
    answer = Api().get(way["Location"].removeprefix("http://testserver"))
    told = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": (
            'attachment; filename="Gr__e_ 50.pdf";'
            " filename*=UTF-8''Gr%C3%B6%C3%9Fe_%2050.pdf"
        ),
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: answer[name] for name in told} == told
    assert "ETag" not in answer
    answer.close()


def test_who_may_ask(cast: Cast) -> None:
    """Those who received it; to all others it is not there."""
    resume_id = taken(sign_in(cast.dana))["id"]
    path = f"{RESUMES}{resume_id}/download/"
    before = {"dana": 302, "mallory": 404, "erin": 403, "newt": 403}
    acme = dict.fromkeys(("alice", "bob", "vera"), 404)
    globex = dict.fromkeys(("grace", "charlie"), 404)

    def asked() -> dict[str, int]:
        names = {**before, **acme, **globex}
        return {
            name: sign_in(getattr(cast, name)).get(path).status_code for name in names
        }

    assert asked() == {**before, **acme, **globex}
    applied(cast, resume_id)
    acme = dict.fromkeys(acme, 302)
    assert asked() == {**before, **acme, **globex}
    assert Api().get(path).status_code == 401


def test_an_api_key_needs_the_scope(cast: Cast) -> None:
    resume_id = taken(sign_in(cast.dana))["id"]
    applied(cast, resume_id)
    path = f"{RESUMES}{resume_id}/download/"
    scopes = {"applications:read": 302, "jobs:read": 403}
    keys = {scope: Api(new_key(cast.alice, [scope])) for scope in list(scopes)[:1]}
    keys["jobs:read"] = Api(new_key(cast.bob, ["jobs:read"]))
    assert {s: key.get(path).status_code for s, key in keys.items()} == scopes
    link = link_of(keys["applications:read"], resume_id)
    assert content_of(keys["applications:read"].get(link)) == PDF


def test_a_company_reads_neither_row_nor_list(cast: Cast) -> None:
    resume_id = taken(sign_in(cast.dana))["id"]
    applied(cast, resume_id)
    for name in ("alice", "erin", "newt"):
        api = sign_in(getattr(cast, name))
        assert api.get(RESUMES).status_code == 403
        assert api.get(f"{RESUMES}{resume_id}/").status_code == 403
        assert api.delete(f"{RESUMES}{resume_id}/").status_code == 403
    mallory = sign_in(cast.mallory)
    assert mallory.get(f"{RESUMES}{resume_id}/").status_code == 404
    assert mallory.delete(f"{RESUMES}{resume_id}/").status_code == 404
    assert mallory.get(RESUMES).json()["results"] == []


def test_a_link_is_good_for_a_minute(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    link = link_of(dana, taken(dana)["id"])
    with time_machine.travel(timezone.now() + timedelta(seconds=58), tick=False):
        answer = Api().get(link)
        assert answer.status_code == 200
        answer.close()
    with time_machine.travel(timezone.now() + timedelta(seconds=63), tick=False):
        assert Api().get(link).status_code == 404


def test_a_link_is_for_one_file_and_one_reader(cast: Cast) -> None:
    dana, mallory = sign_in(cast.dana), sign_in(cast.mallory)
    mine, theirs = taken(dana)["id"], taken(mallory)["id"]
    link = link_of(dana, mine)
    assert mallory.get(link).status_code == 404
    assert Api().get(link.replace(mine, theirs)).status_code == 404
    assert Api().get(link.replace(mine, str(uuid4()))).status_code == 404


def test_a_link_that_was_tampered_with_leads_nowhere(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    resume = Resume.objects.get(pk=taken(dana)["id"])
    path, _, token = link_of(dana, str(resume.pk)).partition("?token=")
    ids = [str(resume.pk), str(cast.dana.pk)]
    others = [
        "", "x", token[:-1], token + "=", token.swapcase(), token[1:],
        *(token[:at] + "~" + token[at + 1 :] for at in range(0, 60, 7)),
        signing.dumps(ids, salt="another"), signing.dumps(ids),
        signing.dumps(ids, salt="applications.resumes", key="another"),
        signing.dumps(ids[:1], salt="applications.resumes"),
        signing.dumps([ids[0], "x"], salt="applications.resumes"),
        signing.dumps({"a": 1}, salt="applications.resumes"),
        signing.dumps([1, None], salt="applications.resumes"),
    ]  # fmt: skip
    answered = {each: Api().get(f"{path}?token={each}").status_code for each in others}
    assert answered == dict.fromkeys(others, 404)
    assert Api().get(path).status_code == 404
    assert Api().get(f"{path}?token={token}&x=1").status_code == 400


def test_rights_that_ended_end_the_link(cast: Cast) -> None:
    resume_id = taken(sign_in(cast.dana))["id"]
    applied(cast, resume_id)
    links = {
        name: link_of(sign_in(getattr(cast, name)), resume_id)
        for name in ("dana", "alice", "bob", "vera")
    }
    Membership.objects.filter(user=cast.vera).delete()
    Membership.objects.filter(user=cast.bob).delete()
    join(cast.bob, cast.globex, "recruiter")
    for name, changes in {
        "alice": {"is_active": False},
        "dana": {"email_verified_at": None},
    }.items():
        type(cast.dana).objects.filter(pk=getattr(cast, name).pk).update(**changes)
    answered = {name: Api().get(link).status_code for name, link in links.items()}
    assert answered == dict.fromkeys(links, 404)


def test_a_file_that_is_gone_is_not_found(cast: Cast, folder: Path) -> None:
    dana = sign_in(cast.dana)
    link = link_of(dana, taken(dana)["id"])
    STORE.remove(Resume.objects.get().stored_as)
    assert Api().get(link).status_code == 404


def test_a_deleted_one_that_nobody_has_is_gone(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana)
    link = link_of(dana, shown["id"])
    dana.delete(f"{RESUMES}{shown['id']}/")
    assert Api().get(link).status_code == 404
    assert dana.get(f"{RESUMES}{shown['id']}/download/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        'a"b.pdf',
        "a\\b.pdf",
        "größe.pdf",
        "简历.pdf",
        "a\r\nX: y.pdf",
        "%22;.pdf",
        "\0.pdf",
    ],
    ids=ascii,
)
def test_no_name_breaks_the_header(cast: Cast, name: str) -> None:
    """Even one that the rules for names did not see."""
    dana = sign_in(cast.dana)
    resume_id = taken(dana)["id"]
    name = name.replace("\0", "\x01")
    Resume.objects.filter(pk=resume_id).update(name=name)
    answer = Api().get(link_of(dana, resume_id))
    assert answer.status_code == 200
    assert re.fullmatch(
        r'attachment; filename="[ !#-\[\]-~]*"; filename\*=UTF-8\'\'[\w.%~-]*',
        answer["Content-Disposition"],
        re.ASCII,
    )
    answer.close()
