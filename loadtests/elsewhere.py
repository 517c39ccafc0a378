"""Bring ads from elsewhere: the City of New York's, as its open data has them.

    python -m loadtests.elsewhere nyc.jsonl.gz > jobs.jsonl
    python -m loadtests.elsewhere nyc.jsonl.gz --api http://127.0.0.1:8000 --key jb_…

The first writes JSON Lines as `POST jobs/imports/` takes them; the second hands them in
instead, and waits. An example for data of one's own: docs/import.md says what was
mapped.
"""

import argparse
import gzip
import json
import re
import sys
import time
import urllib.request
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

IMPORTS = "/api/v1/jobs/imports/"
BOUNDARY = "ads-from-elsewhere"
PERIODS = {"Annual": "year", "Hourly": "hour", "Daily": "day"}
SECTIONS = {
    "job_description": "",
    "minimum_qual_requirements": "Minimum requirements",
    "preferred_skills": "Preferred skills",
    "additional_information": "More about it",
    "hours_per_shift": "Hours",
    "residency_requirement": "Residency",
    "to_apply": "How to apply",
}
# Their line breaks are runs of blanks, and their lists are bullets and dashes.
_LINES = re.compile(r"\s{3,}|\s*[•\uf0b7·]\s*")


def bodies(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the ads of a file as bodies of `POST jobs/`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield body(json.loads(line))


def body(told: dict[str, Any]) -> dict[str, Any]:
    """Return one of their ads as one of ours."""
    longitude, latitude = told["geo_location"]["coordinates"]
    return {
        "external_id": told["job_id"],
        "title": titled(told["business_title"]),
        "description": description(told),
        "description_format": "html",
        "language": "en-US",
        "locations": [
            {
                "city": "New York",
                "region": "New York",
                "country": "US",
                "latitude": latitude,
                "longitude": longitude,
            }
        ],
        "salary": salary(told),
        "positions": max(1, told["num_of_positions"]),
    }


def titled(text: str) -> str:
    """Return a title that does not shout, without blanks that say nothing."""
    words = " ".join(text.split())
    return words.title() if words.isupper() else words


def description(told: dict[str, Any]) -> str:
    """Return the texts of an ad under their headings."""
    parts = []
    for name, heading in SECTIONS.items():
        lines = [line for line in _LINES.split(told.get(name) or "") if line.strip()]
        if lines and heading:
            parts.append(f"<h3>{heading}</h3>")
        parts += [f"<p>{escape(line.strip())}</p>" for line in lines]
    named = [told["agency"], told["division_work_unit"], told["work_location"]]
    parts.append(f"<p>{escape(', '.join(named))}</p>")
    return "".join(parts)


def salary(told: dict[str, Any]) -> dict[str, Any] | None:
    """Return the pay; a bound of nothing was not meant."""
    bounds = {"min": told["salary_range_from"], "max": told["salary_range_to"]}
    paid = {name: amount for name, amount in bounds.items() if amount > 0}
    if not paid:
        return None
    return {**paid, "currency": "USD", "period": PERIODS[told["salary_frequency"]]}


class Api:
    """Asks the API in the name of a key."""

    def __init__(self, address: str, key: str) -> None:
        self._address = address.rstrip("/")
        self._key = key

    def call(self, path: str, raw: bytes | None = None) -> dict[str, Any]:
        """Send one request, a form if there is one, and return what is said."""
        headers = {"Authorization": f"Bearer {self._key}"}
        if raw is not None:
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        request = urllib.request.Request(self._address + path, raw, headers)  # noqa: S310  # the address is the caller's own
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            said: dict[str, Any] = json.load(answer)
        return said

    def hand_in(self, lines: bytes) -> dict[str, Any]:
        """Hand a file in, wait until it is read, and return what became of it."""
        head = 'Content-Disposition: form-data; name=file; filename="jobs.jsonl"'
        raw = f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + lines
        said = self.call(IMPORTS, raw + f"\r\n--{BOUNDARY}--\r\n".encode())
        while said["finished_at"] is None:
            time.sleep(1)
            said = self.call(f"{IMPORTS}{said['id']}/")
        return said


def main() -> int:
    """Convert, and hand in if there is somewhere to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--api", default="")
    parser.add_argument("--key", default="")
    options = parser.parse_args()
    found = (json.dumps(each, ensure_ascii=False) for each in bodies(options.file))
    lines = "\n".join(found).encode()
    if not options.api:
        sys.stdout.buffer.write(lines + b"\n")
        return 0
    said = Api(options.api, options.key).hand_in(lines)
    print(json.dumps(said, indent=2))
    return 0 if said["status"] == "done" else 1


if __name__ == "__main__":
    sys.exit(main())
