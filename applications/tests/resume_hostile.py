"""Every hostile file there is for tests, by what is wrong with it."""

from collections.abc import Iterator

from applications.tests import (
    resume_active_packages,
    resume_hollow_packages,
    resume_packages,
    resume_pdfs,
    resume_texts,
)

_ZIP = resume_packages.zipped({"a": b"b"})
_OTHERS = {
    "a ZIP": _ZIP,
    "a page": b"<html><script>alert(1)</script></html>\n",
    "a program": b"MZ\x90\0" + bytes(60),
    "a GIF": b"GIF89a" + bytes(60),
    "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(60),
}


def families() -> Iterator[tuple[str, str, Iterator[tuple[str, bytes]]]]:
    yield "pdf, active", "cv.pdf", resume_pdfs.active()
    yield "pdf, sloppy", "cv.pdf", resume_pdfs.sloppy()
    yield "pdf, growing", "cv.pdf", resume_pdfs.growing()
    yield "pdf, broken", "cv.pdf", resume_pdfs.broken()
    two = resume_pdfs.two_in_one(_OTHERS)
    # As a mere comment a program is harmless: no program begins in the middle.
    harmless = ("a program as", "a GIF as", "a PNG as")
    both = ((name, raw) for name, raw in two if not name.startswith(harmless))
    yield "pdf, two in one", "cv.pdf", both
    yield "package, hollow", "", resume_hollow_packages.hollow()
    yield "docx, active", "cv.docx", resume_active_packages.active_docx()
    yield "odt, active", "cv.odt", resume_active_packages.active_odt()
    yield "package, other", "", resume_active_packages.others()
    yield "rtf", "cv.rtf", resume_texts.bad_rtf()
    yield "markup", "cv.txt", resume_texts.markup()
    yield "no text", "cv.txt", resume_texts.no_text()


def hostile() -> dict[str, tuple[bytes, str]]:
    """Return the files by what is wrong, each with a name that fits."""
    found: dict[str, tuple[bytes, str]] = {}
    for family, file_name, files in families():
        for name, raw in files:
            suffix = "odt" if "odt" in name or "OpenDocument" in name else "docx"
            key = f"{family}: {name}"
            assert key not in found, key
            found[key] = (raw, file_name or f"cv.{suffix}")
    return found
