"""Exports as tests make and read them."""

import io
import json
import zipfile
from typing import Any

from accounts.tests.mailbox import run_deliveries
from conftest import Api, SignedIn

EXPORTS = "/api/v1/me/exports/"


def asked(api: Api) -> dict[str, Any]:
    """Ask for an export, and return what is answered."""
    answer = api.post(EXPORTS)
    assert answer.status_code == 202, answer.content
    shown: dict[str, Any] = answer.json()
    assert answer["Location"] == shown["url"]
    return shown


def made(api: Api) -> dict[str, Any]:
    """Ask for an export, have it made, and return how it stands."""
    shown = asked(api)
    run_deliveries()
    found: dict[str, Any] = api.get(f"{EXPORTS}{shown['id']}/").json()
    return found


def link_of(api: Api, shown: dict[str, Any]) -> str:
    """Return the path that the download leads to."""
    answer = api.get(f"{EXPORTS}{shown['id']}/download/")
    assert answer.status_code == 302, answer.content
    return answer["Location"].removeprefix("http://testserver")


def archive_of(api: SignedIn, shown: dict[str, Any]) -> zipfile.ZipFile:
    """Download an export as a browser does: without saying again who asks."""
    answer = Api().get(link_of(api, shown))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def section(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    """Return the rows of one of its lists."""
    rows: list[dict[str, Any]] = json.loads(archive.read(f"{name}.json"))
    return rows
