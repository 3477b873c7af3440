"""Faces for a paper that names people of every script that Sayso knows.

Noto Sans sets Latin, Greek and Cyrillic. What it lacks comes from Noto Sans SC and JP, of which
only the needed signs are cut out and embedded, so that a viewer needs no font of its own. Those
two hold cubic outlines, which reportlab cannot embed: the few signs are turned into quadratic
ones.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

FACE = "Sayso"
LATIN = ("manimgx_fonts", "NotoSans[wght].ttf")
CHINESE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
JAPANESE = ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf")
UNNEEDED = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vmtx", "vhea"]
OF_TRUETYPE = {
    "maxZones": 1,
    **dict.fromkeys(
        (
            *("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours"),
            *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
            *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"),
            "maxComponentDepth",
        ),
        0,
    ),
}
"""What a table of cubic outlines lacks; the writer counts points and contours itself."""

Source = tuple[str, str]


class Faces:
    """The faces of one paper: which sign is set in which."""

    def __init__(self, text: str, language: str) -> None:
        order = (JAPANESE, CHINESE) if language == "ja" else (CHINESE, JAPANESE)
        self._face_of: dict[str, str] = {}
        left = {sign for sign in text if ord(sign) not in signs(LATIN)}
        for source in order:
            found = {sign for sign in left if ord(sign) in signs(source)}
            if found:
                self._face_of |= dict.fromkeys(found, _embed(source, "".join(sorted(found))))
            left -= found
        self._unknown = left

    def set(self, text: str) -> str:
        """Return a text as markup of reportlab: escaped, each sign in a face that has it.

        A sign that no face has is written as its number, never as an empty box.
        """
        runs = groupby(text, key=lambda sign: self._face_of.get(sign, FACE))
        return "".join(self._run(face, list(signs_)) for face, signs_ in runs)

    def drop(self) -> None:
        """Forget the faces that were made for this paper."""
        for face in set(self._face_of.values()):
            pdfmetrics._fonts.pop(face, None)  # it offers no other way
            pdfmetrics._dynFaceNames.pop(face.encode(), None)

    def _run(self, face: str, run: list[str]) -> str:
        said = "".join(f"[U+{ord(s):04X}]" if s in self._unknown and s != "\n" else s for s in run)
        marked = escape(said).replace("\n", "<br/>")
        return marked if face == FACE else f'<font name="{face}">{marked}</font>'


@contextmanager
def faces(text: str, language: str) -> Iterator[Faces]:
    """Yield the faces in which a text can be set."""
    _latin()
    made = Faces(text, language)
    try:
        yield made
    finally:
        made.drop()


@cache
def signs(source: Source) -> frozenset[int]:
    """Return the signs that a font has."""
    with TTFont(_file(source), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _file(source: Source) -> Path:
    package, name = source
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return Path(spec.origin).parent / name


@cache
def _latin() -> None:
    pdfmetrics.registerFont(EmbeddedFont(FACE, str(_file(LATIN))))
    _map(FACE)


def _embed(source: Source, text: str) -> str:
    name = f"Sayso-{hashlib.sha256(f'{source}{text}'.encode()).hexdigest()[:20]}"
    made = EmbeddedFont(name, io.BytesIO(cut(source, text)))
    made.face.name = name.encode()  # by this name reportlab takes an earlier font for this one
    pdfmetrics.registerFont(made)
    _map(name)
    return name


def _map(name: str) -> None:
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(name, bold, italic, name)


def cut(source: Source, text: str) -> bytes:
    """Return a font with the signs of a text alone, in quadratic outlines."""
    options = subset.Options(layout_features=[], notdef_outline=True, desubroutinize=True)
    options.drop_tables += UNNEEDED
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    out = io.BytesIO()
    with TTFont(_file(source), lazy=True) as font:
        cutter.subset(font)
        _to_quadratic(font)
        font.save(out)
    return out.getvalue()


def _to_quadratic(font: TTFont) -> None:
    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    head = font["maxp"]
    head.tableVersion = 0x00010000
    for field, value in OF_TRUETYPE.items():
        setattr(head, field, value)
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"
