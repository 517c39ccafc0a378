"""Good files for tests: what people's programs write, each with words in it."""

import zlib
from collections.abc import Iterator

from applications.tests import resume_packages as packages
from applications.tests import resume_pdfs as pdfs
from applications.tests.resume_texts import RTF

File = tuple[str, bytes, str]
"""A name, a content, and a text that must be found."""
WORDS = "Welder in Leeds"


def _mapped(text: str) -> bytes:
    """Return a PDF whose letters are numbers, which a table maps to Unicode."""
    rows = "".join(f"<{n:04X}> <{ord(c):04X}>\n" for n, c in enumerate(text, 1))
    table = (
        "/CIDInit /ProcSet findresource begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(text)} beginbfchar\n{rows}endbfchar\nendcmap end"
    ).encode()
    codes = "".join(f"{n:04X}" for n in range(1, len(text) + 1)).encode()
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 20 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor 21 0 R>>]>>"
    )
    shown = b"BT /F1 12 Tf 72 720 Td <%s> Tj ET" % codes
    bodies = pdfs.pages(shown, font=font)
    bodies[20] = pdfs.stream(table, flate=True)
    bodies[21] = b"<</Type/FontDescriptor/FontName/X/Flags 4>>"
    return pdfs.build(bodies)


def _updated() -> bytes:
    """Return a PDF that was changed by adding to its end."""
    raw = pdfs.good(b"An old line")
    last = raw.rindex(b"startxref\n") + len(b"startxref\n")
    before = raw[last:].split(b"\n")[0]
    at = len(raw)
    raw += b"5 0 obj\n%s\nendobj\n" % pdfs.stream(pdfs.shown(WORDS.encode()))
    table = len(raw)
    raw += b"xref\n5 1\n%010d 00000 n \n" % at
    told = b"trailer\n<</Size 6/Root 1 0 R/Prev %s>>\n" % before
    return raw + told + b"startxref\n%d\n%%%%EOF\n" % table


def good_pdfs() -> Iterator[File]:
    text = pdfs.shown(WORDS.encode())
    for encoding in ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding"):
        font = b"<</Type/Font/Subtype/TrueType/BaseFont/Arial/Encoding/%s>>"
        made = pdfs.pages(text, font=font % encoding.encode())
        yield f"{encoding}.pdf", pdfs.build(made), WORDS
    for version in ("1.0", "1.3", "1.4", "1.5", "1.6", "2.0"):
        header = b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode()
        yield f"v{version}.pdf", pdfs.build(pdfs.pages(text), header=header), WORDS
    yield "packed.pdf", pdfs.build(pdfs.pages(text, flate=True)), WORDS
    yield (
        "objects packed.pdf",
        pdfs.in_object_stream(pdfs.pages(text, flate=True)),
        WORDS,
    )
    yield (
        "Lebenslauf größer 简历.pdf",
        _mapped("Schweißer 焊工 сварщик"),
        "Schweißer 焊工",
    )
    yield "updated.pdf", _updated(), WORDS
    many = [pdfs.shown(b"Page %d" % number) for number in range(1, 201)]
    yield "200 pages.pdf", pdfs.build(pdfs.pages(*many, flate=True)), "Page 200"
    scan = pdfs.pages(b"q 600 0 0 700 0 0 cm /I Do Q")
    scan[9] = pdfs.stream(
        zlib.compress(bytes(2480 * 3508)),
        b"/Type/XObject/Subtype/Image/Width 2480/Height 3508/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode",
    )
    yield "scan.pdf", pdfs.build(scan), ""
    for uri in (b"https://example.org/a?b=c", b"mailto:a@example.org", b"tel:+441"):
        link = b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(%s)>>>>]" % uri
        yield (
            f"{uri[:5].decode()} link.pdf",
            pdfs.build(pdfs.pages(text, page=link)),
            WORDS,
        )
    opened = pdfs.pages(text, catalog=b"/OpenAction[4 0 R/Fit]/Lang(en)")
    yield "opens somewhere.pdf", pdfs.build(opened), WORDS
    named = pdfs.pages(pdfs.shown(b"HTML/JavaScript/Launch /JS"))
    yield "speaks of scripts.pdf", pdfs.build(named), "HTML/JavaScript/Launch /JS"
    meta = (
        b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>'
    )
    told = pdfs.pages(text, catalog=b"/Metadata 9 0 R")
    told[9] = pdfs.stream(meta, b"/Type/Metadata/Subtype/XML")
    yield "metadata.pdf", pdfs.build(told), WORDS
    yield "blanks after.pdf", pdfs.good() + b"\r\n\0\0", WORDS
    # A page whose text cannot be found is a page without text.
    odd = pdfs.pages(b"BT /F9 12 Tf (x) Tj <<< ET", text)
    yield "odd page.pdf", pdfs.build(odd), WORDS


def good_packages() -> Iterator[File]:
    zipped, docx = packages.zipped, packages.docx_parts
    yield "plain.docx", zipped(docx()), WORDS
    yield "CAPITALS.DOCX", zipped(docx()), WORDS
    yield "stored.docx", zipped(docx(), stored=list(docx())), WORDS
    split = "<w:p><w:r><w:t>Wel</w:t></w:r><w:r><w:t>der in Leeds</w:t></w:r></w:p>"
    yield "runs.docx", zipped(docx(split)), WORDS
    cell = f"<w:tbl><w:tr><w:tc>{packages.paragraph(WORDS)}</w:tc></w:tr></w:tbl>"
    yield "table.docx", zipped(docx(cell)), WORDS
    yield (
        "简历.docx",
        zipped(docx(packages.paragraph("焊工 Größe & more".replace("&", "&amp;")))),
        "焊工 Größe & more",
    )
    header = packages.document(packages.paragraph("Jane Doe, in a header"))
    yield "header.docx", zipped({**docx(), "word/header1.xml": header}), "in a header"
    for target, kind in (
        ("https://example.org", "hyperlink"), ("mailto:a@example.org", "hyperlink"),
        ("file:///C:\\Users\\x\\Templates\\Modern%20resume.dotx", "attachedTemplate"),
        ("C:\\Templates\\cv.dotx", "attachedTemplate"),
    ):  # fmt: skip
        rels = packages.relations((kind, target, "External"))
        more = {"word/_rels/document.xml.rels": rels}
        yield f"{kind} {target[:5].strip(':/')}.docx", zipped({**docx(), **more}), WORDS
    field = "<w:p><w:r><w:instrText> PAGE </w:instrText></w:r></w:p>"
    yield "field.docx", zipped(docx(field + packages.paragraph(WORDS))), WORDS
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0"
    yield "picture.docx", zipped({**docx(), "word/media/image1.png": picture}), WORDS
    streamed = [
        packages.Entry(name.encode(), content, flags=8, gap=b"PK\x07\x08" + bytes(12))
        for name, content in docx().items()
    ]
    yield "streamed.docx", packages.written(streamed), WORDS
    folders = [packages.Entry(b"word/", b"", method=0), *packages.entries_of(docx())]
    yield "folders.docx", packages.written(folders), WORDS
    utf16 = docx()["word/document.xml"].decode().replace("UTF-8", "UTF-16")
    wide = {**docx(), "word/document.xml": utf16.encode("utf-16")}
    yield "utf-16.docx", zipped(wide), WORDS
    yield "plain.odt", zipped(packages.odt_parts()), WORDS
    rich = (
        "<text:h>Größe</text:h><text:p>Welder<text:s/>in <text:span>Leeds</text:span>"
        '</text:p><text:p><text:a xlink:href="https://example.org">x</text:a></text:p>'
        '<draw:image xlink:href="Pictures/1.png"/>'
    )
    yield "rich.odt", zipped(packages.odt_parts(rich)), WORDS
    meta = (
        b'<m:meta xmlns:m="x" xmlns:l="http://www.w3.org/1999/xlink">'
        b'<m:template l:href="../../cv.ott"/><m:document-statistic m:page-count="2"/>'
        b"</m:meta>"
    )
    empty = {"Configurations2/accelerator/current.xml": b""}
    yield "an empty part.odt", zipped({**packages.odt_parts(), **empty}), WORDS
    yield "template.odt", zipped({**packages.odt_parts(), "meta.xml": meta}), WORDS


def good_texts() -> Iterator[File]:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "ascii"):
        text = WORDS if encoding == "ascii" else f"{WORDS}: Größe, naïve"
        yield f"{encoding}.txt", text.encode(encoding), text
    big = "\ufeffWelder in Leeds 焊工".encode("utf-16-be")
    yield "big-endian.txt", big, "Welder in Leeds 焊工"
    yield "cp1251.txt", "Welder, сварщик".encode("cp1251"), "Welder"
    yield (
        "lines.txt",
        b"Welder\r\nin Leeds\x0c\tand <3 of C++ & a < b > c\r\n",
        "of C++ & a <",
    )
    yield "no ending", b"Welder in Leeds", WORDS
    yield "Mr. B. Smith 2.5.2026", b"Welder in Leeds", WORDS
    yield "BMW.txt", b"BMW mechanic, and MZ motorcycles", "BMW mechanic"
    yield "long.txt", b"word " * 300_000, "word word"
    yield "plain.rtf", RTF % b"Welder in Leeds", WORDS
    yield (
        "letters.rtf",
        RTF % b"Gr\\'f6\\'dfe, \\u28938?\\u24037? na\\'efve",
        "Größe, 焊工 naïve",
    )
    yield "cyrillic.rtf", (RTF % b"\\'f1\\'e2\\'e0").replace(b"1252", b"1251"), "сва"
    yield "unseen.rtf", RTF % (
        b"{\\*\\generator Word;}{\\info{\\title No}}Welder\\~in {\\b Leeds}"
        b"{\\pict\\pngblip 8950}\\par{\\*\\template C:\\\\cv.dot}"
    ), WORDS  # fmt: skip
    yield "link.rtf", RTF % (
        b'{\\field{\\*\\fldinst HYPERLINK "https://example.org"{\\*\\datafield 00d0}}'
        b"{\\fldrslt Welder in Leeds}}"
    ), WORDS  # fmt: skip
    box = b"{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt Welder in Leeds}}}"
    yield "box.rtf", RTF % box, WORDS
    yield "bytes.rtf", RTF % b"{\\pict\\bin7 a}b{c\\x}Welder in Leeds", WORDS


def good_files() -> dict[str, tuple[bytes, str]]:
    """Return the files by their names, each with its words."""
    files = [*good_pdfs(), *good_packages(), *good_texts()]
    found = {name: (raw, words) for name, raw, words in files}
    assert len(found) == len(files)
    return found
