"""DOCX and ODT for tests, byte by byte: good ones, and such as nobody should open."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Parts = dict[str, bytes]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def types(main: str = MAIN, more: str = "") -> bytes:
    return (
        f'<Types xmlns="{CT}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{more}</Types>'
    ).encode()


def relations(*rows: tuple[str, str, str]) -> bytes:
    """Return relations of a kind, a target and a mode."""
    told = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"' if mode else "")
        + "/>"
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="{PR}">{told}</Relationships>'.encode()


def document(inner: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
    ).encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx_parts(inner: str = paragraph("Welder in Leeds"), **parts: bytes) -> Parts:
    """Return the parts of a DOCX; others come by their names, `/` written `__`."""
    return {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": document(inner),
        **{name.replace("__", "/"): content for name, content in parts.items()},
    }


def odt_parts(inner: str = "<text:p>Welder in Leeds</text:p>") -> Parts:
    """Return the parts of an ODT."""
    spaces = " ".join(
        f'xmlns:{name}="{ODF}:{name}:1.0"'
        for name in ("office", "text", "draw", "script", "form", "table", "svg")
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:scripts/><office:body><office:text>{inner}</office:text>"
        "</office:body></office:document-content>"
    )
    return {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODF}:manifest:1.0"/>'.encode(),
    }


def zipped(
    parts: Mapping[str, bytes], *, stored: Iterable[str] = ("mimetype",)
) -> bytes:
    """Return a ZIP as any program writes it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name), content, how)
    return target.getvalue()


@dataclass
class Entry:
    """One entry of a ZIP, that may lie."""

    name: bytes
    content: bytes
    method: int = 8
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    header_name: bytes | None = None
    header_size: int | None = None
    attributes: int = 0
    at: int | None = None
    gap: bytes = b""

    def packed(self) -> bytes:
        if self.method != 8:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()


def written(entries: Iterable[Entry], *, end: bytes = b"", **told: int) -> bytes:
    """Return a ZIP of entries as they are said to be."""
    raw, directory, count = b"", b"", 0
    for entry in entries:
        packed, at = entry.packed(), len(raw) if entry.at is None else entry.at
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        inner = size if entry.header_size is None else entry.header_size
        name = entry.name if entry.header_name is None else entry.header_name
        if entry.at is None:
            raw += struct.pack(
                "<4s5H3L2H", b"PK\x03\x04", 20, entry.flags, entry.method, 0, 33, crc,
                len(packed), inner, len(name), 0,
            ) + name + packed + entry.gap  # fmt: skip
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 3 << 8 | 20, 20, entry.flags, entry.method, 0,
            33, crc, len(packed), size, len(entry.name), 0, 0, 0, 0, entry.attributes,
            at,
        ) + entry.name  # fmt: skip
        count += 1
    last = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", told.get("disk", 0), 0, told.get("count", count),
        count, len(directory), told.get("offset", len(raw)), len(end),
    )  # fmt: skip
    return raw + directory + last + end


def entries_of(parts: Mapping[str, bytes]) -> list[Entry]:
    return [
        Entry(name.encode(), content, method=0 if name == "mimetype" else 8)
        for name, content in parts.items()
    ]
