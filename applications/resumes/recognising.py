"""Which family a file belongs to, by its first bytes and by nothing else."""

from applications.resumes.refusals import DAMAGED, Refused, unsupported

HEAD = 1024
PDF, PACKAGE, RTF, TEXT = "pdf", "package", "rtf", "text"

_SEND = "Send a PDF, DOCX, ODT, RTF or plain text."
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old or a protected Word file: save it as DOCX or PDF",
    b"PK\x05\x06": "an empty ZIP",
    b"PK\x07\x08": "a ZIP in pieces",
    b"\x1f\x8b": "compressed (gzip)",
    b"BZh": "compressed (bzip2)",
    b"\xfd7zXZ": "compressed (xz)",
    b"(\xb5/\xfd": "compressed (Zstandard)",
    b"7z\xbc\xaf": "compressed (7-Zip)",
    b"Rar!": "compressed (RAR)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BM": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
    b"RIFF": "a picture or a sound",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"\xfe\xed\xfa": "a program",
    b"\0asm": "a program",
    b"dex\n": "a program",
    b"#!": "a script",
    b"%!": "PostScript",
    b"\xef\xbb\xbf#!": "a script",
    b"L\0\0\0\x01\x14\x02": "a shortcut",
    b"!<arch>": "an archive",
    b"MSCF": "an archive",
    b"SQLite format": "a database",
}


def family_of(head: bytes) -> str:
    """Return which reader a file needs, or say what it is instead."""
    if not head.strip(b"\xef\xbb\xbf \t\r\n\f\0"):
        raise Refused(DAMAGED, "There is nothing in this file.")
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return PACKAGE
    if head.startswith(b"{\\rtf"):
        return RTF
    for signature, what in _FOREIGN.items():
        # Two letters are the beginning of many a word.
        letters = signature in {b"BM", b"MZ"} and b"\0" not in head
        if head.startswith(signature) and not letters:
            raise unsupported(f"This is {what}. {_SEND}")
    if b"%PDF-" in head:
        raise unsupported(f"Something stands before the PDF in this file. {_SEND}")
    return TEXT
