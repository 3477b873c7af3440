"""A certificate as a PDF. The JSON is the signed object; the paper says what is in it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)

from pages import languages
from pages.certificates import fonts, proof
from pages.certificates.reading import Reading, read
from pages.pieces import shown

INK, SOFT, LINE = (colors.HexColor(c) for c in ("#13181d", "#4b555f", "#d6dce1"))
EDGE = 22 * mm
FRAME = 6
"""Points that reportlab leaves free inside the margins."""
WIDTH = A4[0] - 2 * EDGE - 2 * FRAME
CODE = 30 * mm
"""Side of the code that leads to the checking page; the quiet zone around it is in it."""
LOOKS = {
    "text": (10, 15, INK, 6),
    "soft": (9, 13, SOFT, 4),
    "head": (12, 16, INK, 4),
    "title": (22, 28, INK, 6),
}
"""Size, line, ink and the space after it."""
_ONE_AT_A_TIME = Lock()
"""reportlab keeps the fonts of a paper in the process, under names, until it is made."""


@dataclass(frozen=True, slots=True)
class Whose:
    """For whom the paper is set: in its heading alone, the signed object names nobody."""

    name: str
    reference: str = ""


def answer(signed: Mapping[str, str], whose: Whose, file_name: str) -> HttpResponse:
    """Hand out the paper as a file."""
    response = HttpResponse(pdf(signed, whose), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "no-store"
    return response


def pdf(signed: Mapping[str, str], whose: Whose) -> bytes:
    """Return a certificate as a PDF, in the language of the page."""
    reading, language = read(signed), languages.current()
    lines = _lines(reading, signed, whose, proof.said(signed))
    table = _table(reading)
    every = "".join(text for _look, text in lines) + "".join(a + b for a, b in table)
    out = io.BytesIO()
    with _ONE_AT_A_TIME, fonts.faces(every, language) as faces:
        setter = _Setter(faces, language)
        flow: list[Flowable] = []
        for look, text in lines:
            flow.append(setter.rule() if look == "rule" else setter.paragraph(look, text))
            if look == "table":
                flow[-1] = setter.table(table)
            elif look == "code":
                flow[-1] = setter.code(_address(), text)
        proven = max(at for at, (look, _text) in enumerate(lines) if look == "rule")
        flow[proven:] = [KeepTogether(flow[proven:])]  # what proves it stands on one page
        document = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=EDGE,
            rightMargin=EDGE,
            topMargin=EDGE,
            bottomMargin=EDGE,
            title=_("Certificate of erasure"),
            author=shown(reading.company),
            lang=language,
            invariant=1,
        )
        document.build(flow)
    return out.getvalue()


def _lines(
    reading: Reading, signed: Mapping[str, str], whose: Whose, place: str
) -> list[tuple[str, str]]:
    """Return what the paper says, from top to bottom, each with its look."""
    return [
        ("soft", f"Sayso, {shown(reading.company)}"),
        ("rule", ""),
        ("title", _("Certificate of erasure")),
        ("head", _addressed(whose)),
        ("text", reading.sentence),
        ("text", reading.answers),
        ("soft", _("Pseudonym: %(it)s") % {"it": reading.pseudonym}),
        ("table", ""),
        *_recalled(reading),
        ("head", _("Kept")),
        *(("text", line) for line in reading.kept),
        ("head", _("Not covered")),
        *(("text", line) for line in reading.not_covered),
        ("text", reading.backups),
        ("rule", ""),
        ("head", _("Proof")),
        ("soft", _("Number: %(it)s") % {"it": reading.number}),
        ("soft", _("Type: %(it)s") % {"it": signed["type"]}),
        ("soft", _("Key: %(it)s") % {"it": signed["key"]}),
        ("soft", _("Signature (Ed25519): %(it)s") % {"it": signed["signature"]}),
        ("soft", place),
        ("code", _checking()),
    ]


def _recalled(reading: Reading) -> list[tuple[str, str]]:
    """Return which releases were called back; nothing where the certificate does not say."""
    if not reading.recall:
        return []
    lines = [("text", line) for line in reading.recalled]
    return [("head", _("Releases called back")), ("text", reading.recall), *lines]


def _address() -> str:
    """Return the address of the page that checks certificates; it says nothing of this one."""
    return str(settings.PUBLIC_URL + reverse("public:check"))


def _addressed(whose: Whose) -> str:
    if not whose.reference:
        return _("For %(name)s") % {"name": shown(whose.name)}
    values = {"name": shown(whose.name), "reference": whose.reference}
    return _("For %(name)s, request %(reference)s") % values


def _checking() -> str:
    return _(
        "What is signed is the file in JSON that belongs to this paper. It holds no name. Check it "
        "at %(address)s; this paper alone proves nothing. The code beside leads there; nothing "
        "about you is in it."
    ) % {"address": _address()}


def _table(reading: Reading) -> list[tuple[str, str]]:
    return [
        (_("Where"), _("Erased")),
        (_("Keys"), reading.keys),
        *((place.name, place.erased) for place in reading.places),
    ]


class _Setter:
    """Sets texts as paragraphs. Every text is escaped: none of it is markup."""

    def __init__(self, faces: fonts.Faces, language: str) -> None:
        self._faces = faces
        self._wrap = "CJK" if language in {"ja", "zh-hans"} else None

    def paragraph(self, look: str, text: str) -> Paragraph:
        """Return a text in one of the looks."""
        size, line, ink, after = LOOKS.get(look, LOOKS["text"])
        style = ParagraphStyle(
            look,
            fontName=fonts.FACE,
            fontSize=size,
            leading=line,
            textColor=ink,
            spaceBefore=12 if look == "head" else 0,
            spaceAfter=after,
            wordWrap=self._wrap,
            splitLongWords=True,
        )
        return Paragraph(self._faces.set(text), style)

    def rule(self) -> HRFlowable:
        """Return a line across the page."""
        return HRFlowable(width="100%", color=LINE, spaceBefore=4, spaceAfter=10)

    def code(self, address: str, text: str) -> Table:
        """Return a code to be read by a camera, with what it is in words beside it."""
        drawing = Drawing(CODE, CODE)
        drawing.add(QrCodeWidget(address, barWidth=CODE, barHeight=CODE, barLevel="M"))
        table = Table([[drawing, self.paragraph("soft", text)]], colWidths=(CODE, WIDTH - CODE))
        table.setStyle(
            TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
        )
        return table

    def table(self, rows: list[tuple[str, str]]) -> Table:
        """Return the table of places."""
        cells = [[self.paragraph("soft", cell) for cell in row] for row in rows]
        table = Table(cells, colWidths=(WIDTH * 0.75, WIDTH * 0.25), spaceBefore=6, spaceAfter=10)
        table.setStyle(
            TableStyle(
                [("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
            )
        )
        return table
