"""JSON: what the report is of, and its sections by name, a row after the other."""

from collections.abc import Sequence
from typing import Any, BinaryIO

import orjson

from reports.figures.sections import Section
from reports.formats.values import Head, Row, plain


class JsonWriter:
    """Writes a report as one JSON object, without ever having it whole."""

    def __init__(self, file: BinaryIO, head: Head) -> None:
        self._file = file
        told = {
            "kind": head.kind,
            "title": head.title,
            "company": (
                {"id": head.company_id, "name": head.company}
                if head.company_id
                else None
            ),
            "period": {"from": head.period.first, "to": head.period.last},
            "timezone": head.period.zone,
            "made_at": plain(head.made_at),
        }
        self._file.write(orjson.dumps(told)[:-1] + b',"sections":{')
        self._names: list[str] = []
        self._is_first_section = self._is_first_row = True

    def begin(self, section: Section) -> None:
        """Write what the section is, and open its rows."""
        columns = [
            {"name": each.name, "type": each.type, "meaning": each.meaning}
            for each in section.columns
        ]
        told = {
            "title": section.title,
            "meaning": section.meaning,
            "columns": columns,
        }
        comma = b"" if self._is_first_section else b","
        opened = orjson.dumps(told)[:-1] + b',"rows":['
        self._file.write(comma + orjson.dumps(section.name) + b":" + opened)
        self._names = [each.name for each in section.columns]
        self._is_first_section, self._is_first_row = False, True

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows as objects."""
        for row in rows:
            values = map(plain, row)
            told: dict[str, Any] = dict(zip(self._names, values, strict=True))
            self._file.write(b"\n" if self._is_first_row else b",\n")
            self._file.write(orjson.dumps(told))
            self._is_first_row = False

    def end(self) -> None:
        """Close the section."""
        self._file.write(b"]}")

    def close(self) -> None:
        """Close the object."""
        self._file.write(b"}}\n")

    def drop(self) -> None:
        """Hold on to nothing."""
