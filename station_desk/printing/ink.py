"""Words and lines on pages, and the PDF they become. Owns the word cache, font fallback and the text layer; no layout.

Each distinct (word, style) of a document is shaped once. Every word that is not plain ASCII is wrapped in an ActualText
span, so that copying, searching and screen readers get the word as it was typed. A letter that no shipped font has is
drawn as a box with its code point: nothing a person wrote is ever left out.
"""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from station_desk.domain.fields import Language
from station_desk.printing.letters import clusters, is_invisible, paragraphs, pieces
from station_desk.printing.typeface import Typeface, script_of, utf16

MM: Final = 72 / 25.4
LINE: Final = 1.36  # line pitch by font size: Devanagari has marks above and below
ASCENT: Final = 1.02  # from the top of a line to its baseline
_ACROSS_SIZE: Final = 190.0
_BOX_SIZE: Final = 0.6
_HYPHENATED: Final = ("Deva", "Beng")
# Look-alikes of marks the fonts lack; the text layer keeps what was typed.
_SHOWN_AS: Final = str.maketrans("\u2010\u2011\u2043\u00a0\u2007\u202f", "---   ")
# Marks drawn with a pen, in 1/1000 of the size: (advance, strokes).
_DRAWN: Final = {
    "✓": (760, "80 300 m 280 80 l 660 620 l S"),
    "✗": (700, "100 80 m 580 620 l 100 620 m 580 80 l S"),
    "☐": (840, "90 0 660 660 re S"),
    "☑": (840, "90 0 660 660 re 210 330 m 370 150 l 640 540 l S"),
    "→": (900, "80 300 m 800 300 l 560 480 m 800 300 l 560 120 l S"),
    "←": (900, "820 300 m 100 300 l 340 480 m 100 300 l 340 120 l S"),
}
_DRAWN_TOO: Final = {"✔": "✓", "✅": "✓", "✘": "✗", "❌": "✗", "☒": "☑", "□": "☐"}


class Style(NamedTuple):
    """A weight and a size in points."""

    bold: bool
    size: float


class Word(NamedTuple):
    """A word ready for the page: text operators, width in points, pen strokes from the word's origin.

    `actual` is what readers get, as UTF-16 in hex; None where the glyphs alone say it (plain ASCII).
    """

    code: str
    width: float
    actual: str | None = None
    strokes: str = ""

    def show(self, space: str) -> str:
        """Return the operators of the word and of the space after it, inside the span: PDFium loses it outside."""
        if self.actual is None:
            return f"{self.code} {space}"
        return f"/Span<</ActualText<FEFF{self.actual}{'0020' if space else ''}>>>BDC {self.code} {space} EMC"


class Line(NamedTuple):
    """Words that stand side by side, and their width in points with single spaces."""

    words: tuple[Word, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document. `page_sha256` are hex digests of each page's uncompressed content stream."""

    data: bytes
    pages: int
    page_sha256: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """One page being drawn. Points from the lower left corner; only black and greys."""

    width: float
    height: float
    ink: Ink
    fills: list[str] = field(default_factory=list)
    ghost: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, line: Line, style: Style) -> None:
        """Write a line with its baseline at y, beginning at x."""
        if not line.words:
            return
        self.over.append(f"BT {self.ink.select(style)} 1 0 0 1 {x:.2f} {y:.2f} Tm {self.ink.show(line, style)} ET")
        for word in line.words:
            if word.strokes:
                self.over.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {word.strokes} Q")
            x += word.width + self.ink.word(" ", style).width

    def text_in(self, x: float, y: float, width: float, line: Line, style: Style, align: str = "left") -> None:
        """Write a line inside a width: left, centre or right."""
        gap = width - line.width
        self.text(x + (gap / 2 if align == "centre" else gap if align == "right" else 0), y, line, style)

    def across(self, text: str, grey: float) -> None:
        """Write a text large and grey from the lower left to the upper right corner, under all text and lines."""
        slant = (self.width**2 + self.height**2) ** 0.5
        size = min(_ACROSS_SIZE, slant * 0.6 / max(self.ink.line(text, Style(False, 1)).width, 0.1))
        style = Style(False, round(size, 1))
        line = self.ink.line(text, style)
        cosine, sine = self.width / slant, self.height / slant
        sunk = style.size * 0.3
        x = self.width / 2 - cosine * line.width / 2 + sine * sunk
        y = self.height / 2 - sine * line.width / 2 - cosine * sunk
        turn = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f}"
        self.ghost.append(f"q {grey:.2f} g BT {self.ink.select(style)} {turn} Tm {self.ink.show(line, style)} ET Q")

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.6) -> None:
        """Draw a straight line."""
        self.over.append(f"{weight:.2f} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def frame(self, x: float, y: float, width: float, height: float, weight: float = 0.6) -> None:
        """Draw a rectangle from its lower left corner."""
        self.over.append(f"{weight:.2f} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def fill(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """Fill a rectangle under the text; 0 is black, 1 is white."""
        self.fills.append(f"{grey:.2f} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g")

    def blank(self, x: float, y: float, width: float, height: float) -> None:
        """Whiten a rectangle, over what was drawn before."""
        self.over.append(f"1 g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g")

    def squares(self, x: float, y: float, edge: float, rows: Sequence[Sequence[bool]]) -> None:
        """Fill the dark squares of a grid, rows from the top, its lower left corner at x, y; `edge` is a square's.

        They are one shape: squares filled one by one would show hairs of paper between them.
        """
        runs = [
            f"{start} {len(rows) - 1 - down} {end - start} 1 re"
            for down, row in enumerate(rows)
            for start, end in _dark_runs(row)
        ]
        self.over.append(f"q {edge:.4f} 0 0 {edge:.4f} {x:.2f} {y:.2f} cm {' '.join(runs)} f Q")

    def content(self) -> bytes:
        """Return the page's content stream."""
        return ("\n".join([*self.fills, *self.ghost, "0 g 0 G", *self.over]) + "\n").encode("ascii")


class Ink:
    """One document: its fonts, its word cache, its pages. `read` gives a file of the resources folder by its name."""

    def __init__(self, title: str, language: Language, read: Callable[[str], bytes]) -> None:
        self._title = title
        self._language = language
        regular = Typeface("F1", read("fonts/StationDeskSans-Regular.ttf"))
        bold = Typeface("F2", read("fonts/StationDeskSans-Bold.ttf"))
        bangla = Typeface("F3", read("fonts/StationDeskSansBangla-Regular.ttf"))
        self._typefaces = (regular, bold, bangla)
        self._chains = {False: (regular, bangla), True: (bold, bangla)}
        self._words: dict[tuple[str, str, Style], Word] = {}
        self.pages: list[Page] = []

    def page(self, width: float, height: float) -> Page:
        """Add a page, sizes in points."""
        page = Page(width, height, self)
        self.pages.append(page)
        return page

    def select(self, style: Style) -> str:
        """Return the operator that selects a style's own font."""
        return f"/{self._chains[style.bold][0].resource} {style.size:g} Tf"

    def word(self, text: str, style: Style, stands_for: str | None = None) -> Word:
        """Shape a word, or take it from the cache. `stands_for` is the text it hands to readers, where that differs."""
        stands_for = text if stands_for is None else stands_for
        key = (text, stands_for, style)
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = self._shape(text, stands_for, style)
        return found

    def show(self, line: Line, style: Style) -> str:
        """Return the operators that show a line where the text cursor stands."""
        space = self.word(" ", style).code
        *inner, last = line.words
        return " ".join([*(word.show(space) for word in inner), last.show("")])

    def line(self, text: str, style: Style) -> Line:
        """Set a text on one line, whatever its width."""
        words = [self.word(word, style) for line in paragraphs(text) for word in line]
        return self._line(words, style)

    def lines(self, text: str, width: float, style: Style) -> list[Line]:
        """Break a text into lines no wider than `width`: between words, in a wider word at its marks or letters."""
        done: list[Line] = []
        space = self.word(" ", style).width
        for words in paragraphs(text):
            current: list[Word] = []
            used = 0.0
            for text_of_word in words:
                word = self.word(text_of_word, style)
                before = space if current else 0.0
                if used + before + word.width <= width:
                    current.append(word)
                    used += before + word.width
                    continue
                if current:
                    done.append(self._line(current, style))
                *full, last = [word] if word.width <= width else self._cut(text_of_word, width, style)
                done += [self._line([part], style) for part in full]
                current, used = [last], last.width
            done.append(self._line(current, style))
        return done

    def finish(self) -> Pdf:
        """Close the document. The same pages make the same bytes: no clock, no random id."""
        from reportlab.pdfbase import pdfdoc  # noqa: PLC0415  heavy: paid by the first print only

        document = pdfdoc.PDFDocument(
            compression=1, invariant=1, pdfVersion=(1, 5), lang="hi-IN" if self._language == "hi" else "en-IN"
        )
        info = document.info
        info.title, info.author, info.subject = self._title, "", ""
        info.creator = info.producer = "Station Desk"
        document.Catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        resources = pdfdoc.PDFResourceDictionary()
        resources.basicFonts()
        hashes = []
        for page in self.pages:
            content = page.content()
            hashes.append(hashlib.sha256(content).hexdigest())
            document.updateSignature(content)
            leaf = pdfdoc.PDFPage()
            leaf.pagewidth, leaf.pageheight, leaf.Resources = page.width, page.height, resources
            leaf.Contents = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
            document.addPage(leaf)
        for typeface in self._typefaces:
            if typeface.is_used:
                typeface.add_to(document)
        return Pdf(document.GetPDFData(None), len(self.pages), tuple(hashes))

    def _line(self, words: list[Word], style: Style) -> Line:
        width = sum(word.width for word in words) + self.word(" ", style).width * max(len(words) - 1, 0)
        return Line(tuple(words), width)

    def _cut(self, text: str, width: float, style: Style) -> list[Word]:
        """Cut a word wider than a line. The first part hands the whole word to readers, the others nothing."""
        hyphen = self.word("-", style).width
        parts = [""]
        for piece in pieces(text):
            if parts[-1] and self.word(parts[-1] + piece, style).width > width:
                parts.append("")
            if self.word(parts[-1] + piece, style).width <= width:
                parts[-1] += piece
                continue
            for letter in self._letters(piece, style):
                if parts[-1] and self.word(parts[-1] + letter, style).width + hyphen > width:
                    # Not in a number or a fingerprint: there a hyphen would be read as part of it.
                    if all(script_of(side) in _HYPHENATED and not side.isdigit() for side in (parts[-1][-1], letter)):
                        parts[-1] += "-"
                    parts.append("")
                parts[-1] += letter
        first, *others = parts
        return [self.word(first, style, text), *(self.word(part, style, "") for part in others)]

    def _letters(self, text: str, style: Style) -> list[str]:
        """Cut text into letters; one that no font has falls into its code points, as each is drawn in its own box."""
        return [part for letter in clusters(text) for part in ([letter] if self._face_of(letter, style) else letter)]

    def _face_of(self, letter: str, style: Style) -> Typeface | None:
        shown = letter.translate(_SHOWN_AS)
        return next((face for face in self._chains[style.bold] if face.covers(shown)), None)

    def _shape(self, text: str, stands_for: str, style: Style) -> Word:
        code: list[str] = []
        strokes: list[str] = []
        width = 0.0
        own = self._chains[style.bold][0]
        for typeface, run in self._runs(text.translate(_SHOWN_AS), style):
            if typeface is None:
                shown, advance, pen = self._stand_in(run, style, width)
                strokes.append(pen)
            else:
                shown, thousandths = typeface.show(run, style.size)
                advance = thousandths * style.size / 1000
                if typeface is not own:
                    shown = f"/{typeface.resource} {style.size:g} Tf {shown} {self.select(style)}"
            code.append(shown)
            width += advance
        says_itself = stands_for == text and text.isascii()
        actual = None if says_itself else utf16(stands_for)
        return Word(" ".join(code), width, actual, " ".join(strokes))

    def _runs(self, text: str, style: Style) -> list[tuple[Typeface | None, str]]:
        """Cut a word into runs of one font and one script; letters that no font has come singly, without a font."""
        runs: list[tuple[Typeface | None, str, str | None]] = []
        for letter in clusters(text):
            script = script_of(letter)
            typeface = self._face_of(letter, style)
            if runs and typeface is not None:
                before, run, script_before = runs[-1]
                same_script = script is None or script_before is None or script == script_before
                if before is typeface and same_script:
                    runs[-1] = (typeface, run + letter, script_before or script)
                    continue
            runs.append((typeface, letter, script))
        return [(typeface, run) for typeface, run, _ in runs]

    def _stand_in(self, letter: str, style: Style, at: float) -> tuple[str, float, str]:
        """Draw a letter that no font has: a pen mark, or its code points in a box."""
        own = self._chains[style.bold][0]
        drawn = _DRAWN.get(_DRAWN_TOO.get(letter[0], letter[0]))
        if drawn and all(is_invisible(char) for char in letter[1:]):
            advance, pen = drawn[0] * style.size / 1000, drawn[1]
            scale = style.size / 1000
            blank = own.show(" ", style.size)  # unseen, but a reader's text layer hangs on a shown glyph
            skip = f"{blank.code} [{blank.advance - drawn[0]:.0f}] TJ"
            return skip, advance, f"q {scale:.4f} 0 0 {scale:.4f} {at:.2f} 0 cm 90 w 1 J 1 j {pen} Q"
        size = style.size * _BOX_SIZE
        pad = style.size * 0.12
        shown: list[str] = []
        boxes: list[str] = []
        advance = 0.0
        for char in [char for char in letter if not is_invisible(char)] or letter[:1]:
            digits = own.show(f"{ord(char):04X}", size)
            inner = digits.advance * size / 1000
            gap = f"[{-pad * 1000 / style.size:.0f}] TJ"
            small = f"/{own.resource} {size:g} Tf {pad:.2f} Ts {digits.code} 0 Ts {self.select(style)}"
            shown.append(f"{gap} {small} {gap}")
            boxes.append(
                f"0.5 w {at + advance + pad / 3:.2f} {-style.size * 0.06:.2f} "
                f"{inner + pad * 4 / 3:.2f} {style.size * 0.78:.2f} re S"
            )
            advance += inner + 2 * pad
        return " ".join(shown), advance, " ".join(boxes)


def plain(text: str) -> str:
    """Return a text as a PDF title may carry it: one line, no control characters."""
    return " ".join("".join(char for char in text if unicodedata.category(char) != "Cc" or char in "\t\n").split())


def _dark_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark squares begins and ends."""
    start = 0
    for dark, run in itertools.groupby(row):
        end = start + sum(1 for _ in run)
        if dark:
            yield start, end
        start = end
