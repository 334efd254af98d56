"""What is put on paper, as plain data: a register page set and a slip. Owns the shapes; knows no font, size or point.

Every text arrives ready to print: already redacted for its reader, in the sheet's language, dates and numbers written
the office way. The words of the paper itself (page, continued, end of entries) arrive too: `printing` holds no wording.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from station_desk.domain.fields import Language


class Align(StrEnum):
    """Where a column's text stands in its cell."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """One numbered column. `width` is its share of the line: the shares of a table need not add up to anything."""

    number: int
    label: str
    width: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: a cell for each column. `mark` is printed bold in the last cell (back entry, restricted);
    `struck` draws a line through all but the first cell, which stays readable: a cancelled entry keeps its number."""

    cells: tuple[str, ...]
    mark: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A further table under the main one (counselling today, facilities …); `nil_text` stands where it has no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    nil_text: str


@dataclass(frozen=True, slots=True)
class Total:
    """One figure to add up, a value for each name in `Sheet.totals_head` (of the day, of the month so far)."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Qr:
    """A text for a camera to read, and what stands over it for people. The text may be a secret: not in the repr."""

    text: str = field(repr=False)
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A register or report of any number of A4 pages.

    `title_lines` are centred on the first page and run on one line on the others; `head` is the boxed list of
    (label, value), an empty value leaving room for a pen; `banner` (गोपनीय) and `practice_text` (अभ्यास) stand in every
    heading, the latter also across the page. `nil_text` is the row of a day without entries. `page_words` holds {page}
    and {pages}. `continued_text` closes each page that is followed by another. `totals` are printed with a line for
    each name of `totals_head`. `signature_asks` are the lines to fill in each signature box (name, date, seal);
    `remark_box` names a blank box left for an inspecting officer; `qr` stands in the row of the signatures, so that who
    signs, signs it. `foot` is printed small on every page: log head, printed by, printed at, copy number.
    """

    title_lines: tuple[str, ...]
    language: Language
    head: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: tuple[str, ...]
    end_text: str
    page_words: str
    continued_text: str
    nil_text: str
    parts: tuple[Part, ...] = ()
    totals_head: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    signature_asks: tuple[str, ...] = ()
    remark_box: str | None = None
    qr: Qr | None = None
    practice_text: str | None = None
    banner: str | None = None
    portrait: bool = False


class SlipSize(StrEnum):
    """Paper of a slip, portrait."""

    A6 = "A6"
    A5 = "A5"
    A4 = "A4"


@dataclass(frozen=True, slots=True)
class Passage:
    """Numbered sentences under a heading."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper of one page to hand over: a token, a receipt, the note that goes with a bundle, a recovery sheet.

    A token slip is carried home, where others may read it: the caller gives words that say nothing of why she came.
    `big` is the one thing to read from afar. `groups` are figures to be typed one day, set large, four in a line, each
    with its place; they may be a secret, so the repr leaves them out. `passages` stand side by side. `asks` are boxes
    to be filled with a pen. The title is also the PDF's title.
    """

    title: str
    language: Language
    lines: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    big: str | None = None
    groups: tuple[str, ...] = field(default=(), repr=False)
    qr: Qr | None = None
    passages: tuple[Passage, ...] = ()
    asks: tuple[str, ...] = ()
    size: SlipSize = SlipSize.A6
    practice_text: str | None = None


@dataclass(frozen=True, slots=True)
class Tear:
    """The end of a letter that comes back: torn off along a line, `asks` are filled in by who got the letter."""

    cut_text: str
    title: str
    lines: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the office on A4. It may say who she is, so the repr leaves out all that is told.

    `head` is centred; `number` and `date` stand left and right under it; `to` is written under each other, `lines` are
    boxed pairs between the paragraphs, `signature` stands at the right over its space, `seal` names the box beside it.
    `copies` are numbered under `copies_title`; `copy_text` marks a second print, `foot` is printed small on each page.
    """

    title: str
    language: Language
    head: tuple[str, ...]
    number: str
    date: str
    to: tuple[str, ...]
    subject: str
    greeting: str
    before: tuple[str, ...] = field(repr=False)
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    after: tuple[str, ...] = field(repr=False)
    signature: tuple[str, ...]
    seal: str
    copies_title: str
    copies: tuple[str, ...]
    foot: tuple[str, ...]
    page_words: str
    tear: Tear | None = None
    copy_text: str = ""
    banner: str | None = None
    practice_text: str | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    """One small card, eight times on a sheet to cut. Only `title` and `lines` stand on the card itself; `margin` is
    printed outside the cuts, for who cuts them. The PDF's title is the card's."""

    title: str
    language: Language
    lines: tuple[tuple[str, str], ...]
    margin: tuple[str, ...]
    practice_text: str | None = None
