"""Putting a paper of a case on record: its number, its copy, its line of the log with the hash of each page.

    letter.printed    about {record: matter, of: case record, paper, copies, page1 …}; a numbered letter also
                      {letter, year}; a referral letter also {shared: codes of what it told}
    sheet.printed     about {paper, day, copies, rows, page1 …}: the sheets of a day

Owns that act and who was told it; no word of any paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.reading import IDENTITY_READ
from station_desk.desk.sight import gate
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.log import Header, read_headers
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.printing.ink import Pdf
from station_desk.store import log
from station_desk.store.connect import Connection

PRINTED: Final = "letter.printed"
SHEET_PRINTED: Final = "sheet.printed"
REFERRAL_LETTER, RECALL_LETTER = "referral_letter", "recall_letter"
CONSENT_SLIP, SAFETY_PLAN, POCKET_CARD = "consent_slip", "safety_plan", "pocket_card"
DUE_SHEET, CALL_LIST = "due_sheet", "call_list"

About = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as it was made; `copy` is 2 for the second print, `name` what its file is offered as, `upright` how its
    pages stand."""

    pdf: bytes = field(repr=False)
    pages: int
    copy: int
    name: str
    page_sha256: tuple[str, ...]
    upright: bool
    changed: frozenset[str] = field(default=frozenset({"log"}))


@dataclass(frozen=True, slots=True)
class Place:
    """Which print of a paper this is: its `copy` from 1; of a numbered letter its `number` within the year and the
    moment of its first print, "" for the first."""

    copy: int
    number: int = 0
    year: int = 0
    first_at: str = ""


def put_on_paper(
    desk: Desk,
    kind: str,
    key: About,
    draw: Callable[[Place], Pdf],
    *,
    name: str,
    about: About | None = None,
    numbered: bool = False,
    upright: bool = True,
    reads: Iterable[tuple[str, str]] = (),
) -> Printed:
    """Render a paper off the writer, then write its line; drawn anew where somebody printed the same meanwhile.

    `key` tells the paper from every other, `reads` are (matter, why) of whose identity stands on it: each is a line of
    its own, which names the paper.
    Raises DATE_UNCONFIRMED for a numbered letter while the clock is in doubt: its year goes by it.
    """
    if numbered and desk.time.state is not ClockState.STEADY:
        raise DeskError(ErrorCode.DATE_UNCONFIRMED)
    with desk.store.read() as read:
        place = _place(read, kind, key, desk.today().year if numbered else 0)
    pdf = draw(place)
    with desk.store.write() as write:
        if (now := _place(write, kind, key, place.year and desk.today().year)) != place:
            place = now
            pdf = draw(place)
        for matter, why in reads:
            write_line(desk, write, IDENTITY_READ, about={"record": matter, "why": why, "paper": key["paper"]})
        letter = {"letter": place.number, "year": place.year} if numbered else {}
        pages = {f"page{number}": digest for number, digest in enumerate(pdf.page_sha256, 1)}
        write_line(desk, write, kind, about={**key, **(about or {}), **letter, "copies": place.copy, **pages})
    return Printed(pdf.data, pdf.pages, place.copy, name, pdf.page_sha256, upright)


def _place(read: Connection, kind: str, key: About, year: int) -> Place:
    """Count the prints of a paper. A letter keeps the number and year of its first print; a new one gets the next."""
    lines = _lines(read, kind)
    before = [line for line in lines if all(line.about.get(name) == value for name, value in key.items())]
    if not year:
        return Place(len(before) + 1)
    for line in before:
        if (number := _whole(line.about, "letter")) and (first_year := _whole(line.about, "year")):
            return Place(len(before) + 1, number, first_year, line.at)
    taken = [_whole(line.about, "letter") for line in lines if line.about.get("year") == year]
    return Place(len(before) + 1, max(taken, default=0) + 1, year)


def _whole(about: About, name: str) -> int:
    """Return a count of a header, 0 where another program left something else there."""
    value = about.get(name, 0)
    return value if isinstance(value, int) else 0


def _lines(read: Connection, kind: str) -> list[Header]:
    return list(read_headers(log.headers_of_kinds(read, (kind,))))


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One print of a paper of a case, as the log has it. `number` is "" for a paper without one."""

    seq: int
    at: str
    person: str
    paper: str
    of: str
    copy: int
    number: str
    shared: tuple[str, ...]


def of_matter(read: Connection, matter: str) -> list[PaperLine]:
    """Return every print of a paper of a case, oldest first."""
    return [_paper_line(line) for line in _lines(read, PRINTED) if line.about.get("record") == matter]


def _paper_line(line: Header) -> PaperLine:
    about = line.about
    number = f"{letter}/{_whole(about, 'year')}" if (letter := _whole(about, "letter")) else ""
    shared = tuple(str(about.get("shared", "")).split())
    paper, of, copy = str(about.get("paper", "")), str(about.get("of", "")), _whole(about, "copies")
    return PaperLine(line.seq, line.at, line.person, paper, of, copy, number, shared)


def papers(desk: Desk, matter: str) -> list[PaperLine]:
    """Return what was printed in a matter, oldest first. Raises MATTER_SEALED."""
    desk.must(Right.MATTERS)
    gate(desk, matter)
    with desk.store.read() as read:
        return of_matter(read, matter)
