"""One font file inside one document: shaping, numbering of the glyphs used, embedding. Never chooses between fonts.

A PDF shows glyph numbers, not letters; a reader finds the letters again through a table from number to text. In Hindi
one glyph stands for different texts (the sign of short i is shown before its letter), so a number is given here to each
pair of glyph and text, and the table is exact. The words carry ActualText besides (`ink`), for readers that want it.
"""

from __future__ import annotations

import functools
import hashlib
from typing import Any, Final, NamedTuple

from station_desk.printing.letters import is_invisible

_CODES_MAX: Final = 0xFFFF
_TEXT_MAX: Final = 100
_NOT_EMBEDDED: Final = (b"GSUB", b"GPOS", b"GDEF", b"STAT", b"name", b"post", b"meta", b"gasp", b"cmap")
_LANGUAGES: Final = {"Deva": "hi", "Beng": "bn", "Latn": "en"}


class Shown(NamedTuple):
    """A shaped run: the PDF text operators that show it, and its advance in 1/1000 of the font size."""

    code: str
    advance: float


def script_of(letter: str) -> str | None:
    """Return the script (ISO 15924) a letter must be shaped in, or None for marks that go with any."""
    for char in letter:
        if "\u0900" <= char <= "\u0963" or "\u0966" <= char <= "\u097f" or "\ua8e0" <= char <= "\ua8ff":
            return "Deva"
        if "\u0980" <= char <= "\u09ff":
            return "Beng"
        if char.isalpha():
            return "Latn"
    return None


@functools.lru_cache(maxsize=4)
def _open_face(data: bytes) -> Any:
    """Open a font once for the life of the process; a face never changes, so documents and threads may share it."""
    import uharfbuzz  # noqa: PLC0415  52 ms: paid by the first print, not by the start of the program

    return uharfbuzz.Face(uharfbuzz.Blob(data))


class Typeface:
    """A font as used by one document, known there as `resource` (`F1`)."""

    def __init__(self, resource: str, data: bytes) -> None:
        import uharfbuzz  # noqa: PLC0415  see _open_face

        self.resource = resource
        self._harfbuzz = uharfbuzz
        self._face = _open_face(data)
        self._font = uharfbuzz.Font(self._face)
        self._unit = 1000 / self._face.upem
        self._codes: dict[tuple[int, str], int] = {}

    @property
    def is_used(self) -> bool:
        """Tell whether any glyph was shown."""
        return bool(self._codes)

    def covers(self, letter: str) -> bool:
        """Tell whether the font has a glyph for every visible character of a letter."""
        return all(is_invisible(char) or self._font.get_nominal_glyph(ord(char)) for char in letter)

    def glyphs(self, run: str) -> list[tuple[int, int, int, int, int]]:
        """Shape a run of one script: (glyph, index of its text in the run, advance, x offset, y offset), font units."""
        buffer = self._harfbuzz.Buffer()
        buffer.add_str(run)
        script = script_of(run) or "Latn"
        # Said, not guessed: guessing takes the script of the first letter and the language of the machine.
        buffer.script, buffer.language, buffer.direction = script, _LANGUAGES[script], "ltr"
        self._harfbuzz.shape(self._font, buffer)
        return [
            (info.codepoint, info.cluster, place.x_advance, place.x_offset, place.y_offset)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def show(self, run: str, size: float) -> Shown:
        """Shape a run and write the operators that show it at `size` points; the font must be selected already."""
        glyphs = self.glyphs(run)
        texts = _share_out(run, [glyph[1] for glyph in glyphs])
        parts: list[str] = []
        array: list[str] = []
        hexes: list[str] = []
        rise, advance = 0.0, 0.0

        def move(thousandths: float) -> None:
            if round(thousandths):
                flush_hexes()
                array.append(f"{-round(thousandths)}")

        def flush_hexes() -> None:
            if hexes:
                array.append(f"<{''.join(hexes)}>")
                hexes.clear()

        def flush_array() -> None:
            flush_hexes()
            if array:
                parts.append(f"[{' '.join(array)}] TJ")
                array.clear()

        for (glyph, _, x_advance, x_offset, y_offset), text in zip(glyphs, texts, strict=True):
            if y_offset * self._unit != rise:
                flush_array()
                rise = y_offset * self._unit
                parts.append(f"{rise * size / 1000:.3f} Ts")
            before, width = x_offset * self._unit, self._font.get_glyph_h_advance(glyph) * self._unit
            move(before)
            hexes.append(f"{self._code(glyph, text):04X}")
            move(x_advance * self._unit - width - before)
            advance += x_advance * self._unit
        flush_array()
        if rise:
            parts.append("0 Ts")
        return Shown(" ".join(parts), advance)

    def _code(self, glyph: int, text: str) -> int:
        """Number a pair of glyph and text. A document that runs out of numbers loses the text here, not the picture."""
        key = (glyph, text[:_TEXT_MAX] if len(self._codes) < _CODES_MAX - self._face.glyph_count else "")
        return self._codes.setdefault(key, len(self._codes) + 1)

    def add_to(self, document: Any) -> None:
        """Write the font, cut down to the glyphs used, into a reportlab document."""
        from reportlab.pdfbase import pdfdoc  # noqa: PLC0415  heavy: see _open_face

        program = self._subset()
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
        extents = self._font.get_font_extents("ltr")
        name = pdfdoc.PDFName(f"{tag}+{self._face.get_name(self._harfbuzz.OTNameIdPredefined.POSTSCRIPT_NAME)}")
        ordered = sorted(self._codes.items(), key=lambda item: item[1])
        widths = [round(self._font.get_glyph_h_advance(glyph) * self._unit) for (glyph, _), _ in ordered]

        def dictionary(**entries: object) -> Any:
            return pdfdoc.PDFDictionary(entries)

        def stream(part: str, content: bytes, **entries: object) -> Any:
            held = pdfdoc.PDFStream(dictionary(**entries), content, [pdfdoc.PDFZCompress])
            return document.Reference(held, f"{self.resource}:{part}")

        descriptor = dictionary(
            Type=pdfdoc.PDFName("FontDescriptor"), FontName=name, Flags=4, ItalicAngle=0, StemV=80,
            FontBBox=pdfdoc.PDFArray([-1000, -600, 2000, 1400]), CapHeight=714,
            Ascent=round(extents.ascender * self._unit), Descent=round(extents.descender * self._unit),
            FontFile2=stream("program", program, Length1=len(program)),
        )  # fmt: skip
        descendant = dictionary(
            Type=pdfdoc.PDFName("Font"), Subtype=pdfdoc.PDFName("CIDFontType2"), BaseFont=name, DW=0,
            CIDSystemInfo=dictionary(
                Registry=pdfdoc.PDFString("Adobe"), Ordering=pdfdoc.PDFString("Identity"), Supplement=0
            ),
            W=pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
            CIDToGIDMap=stream("glyphs", b"\0\0" + b"".join(glyph.to_bytes(2) for (glyph, _), _ in ordered)),
            FontDescriptor=document.Reference(descriptor, f"{self.resource}:descriptor"),
        )  # fmt: skip
        font = dictionary(
            Type=pdfdoc.PDFName("Font"), Subtype=pdfdoc.PDFName("Type0"), BaseFont=name,
            Encoding=pdfdoc.PDFName("Identity-H"),
            DescendantFonts=pdfdoc.PDFArray([document.Reference(descendant, f"{self.resource}:descendant")]),
            ToUnicode=stream("text", _to_unicode({code: text for (_, text), code in ordered})),
        )  # fmt: skip
        document.idToObject["BasicFonts"].dict[self.resource] = document.Reference(font, f"{self.resource}:font")

    def _subset(self) -> bytes:
        """Cut the font down to the outlines used; glyph numbers stay, so that shaping results stay true."""
        harfbuzz = self._harfbuzz
        wanted = harfbuzz.SubsetInput()
        wanted.flags = (
            harfbuzz.SubsetFlags.RETAIN_GIDS | harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        )
        wanted.glyph_set.update({glyph for glyph, _ in self._codes})
        wanted.drop_table_tag_set.update(int.from_bytes(table) for table in _NOT_EMBEDDED)
        subset: bytes = harfbuzz.subset(self._face, wanted).blob.data
        return subset


def utf16(text: str) -> str:
    """Return a text as a PDF wants it between angle brackets. A half of a surrogate pair must not stop a print."""
    return text.encode("utf-16-be", "surrogatepass").hex().upper()


def _share_out(run: str, clusters: list[int]) -> list[str]:
    """Deal each cluster's characters out to its glyphs in the order typed: one each, the rest to the last.

    Read one after the other, the glyphs then give the text back even where they stand in another order (कि). Only a
    cluster with fewer characters than glyphs leaves a glyph without text.
    """
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(run)], strict=True))
    texts: list[str] = []
    for place, start in enumerate(clusters):
        nth = place - clusters.index(start)
        is_last = place + 1 == len(clusters) or clusters[place + 1] != start
        text = run[start : ends[start]]
        texts.append(text[nth:] if is_last else text[nth : nth + 1])
    return texts


def _to_unicode(texts: dict[int, str]) -> bytes:
    """Write the table from glyph number to text that readers copy and search by (PDF 32000-1, 9.10.3)."""
    lines = [f"<{code:04X}> <{utf16(text)}>" for code, text in texts.items()]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
