"""Printing registers: gather a day, lay it out, render it, log the print with its page hashes. Owns that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from station_desk.desk import keeping, staffing
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk, intake_form, toml
from station_desk.desk.recording import readable
from station_desk.desk.sealing import BROKEN
from station_desk.desk.timekeeper import MARK
from station_desk.domain.answers import Answers
from station_desk.domain.fields import Language
from station_desk.domain.log import read_headers
from station_desk.domain.records import LIVE, Act, State
from station_desk.domain.registers import DayBook, Entry, Words, layout
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import Confidentiality, confidentiality, linked_people, naming_problems
from station_desk.domain.sheets import Sheet
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import write_file
from station_desk.host.paths import read_resource
from station_desk.printing import preview, sheet
from station_desk.store import form_tables, log, office, queries
from station_desk.store.connect import Connection
from station_desk.store.queries import MatterRow

REGISTER_SEEN: Final = "register.previewed"


@cache
def _daily() -> Words:
    return toml("registers/daily/v1.toml")


@dataclass(frozen=True, slots=True)
class Printed:
    """A register as paper. `page_sha256` stands in the log line of its printing."""

    pdf: bytes = field(repr=False)
    pages: int
    rows: int
    page_sha256: tuple[str, ...]
    changed: frozenset[str] = field(default=frozenset({"log"}))


def day_sheet(desk: Desk, day: date, language: Language) -> Sheet:
    """Lay out the register of a day without printing it. Raises NAMES_HER with the token of the entry that does."""
    return layout(intake_form(), _daily(), _book(desk, day), language)


def _book(desk: Desk, day: date) -> DayBook:
    """Gather a day on one snapshot."""
    desk.must(Right.REGISTER)
    desk.must_be("station")
    with desk.store.read() as read:
        rows = queries.between(read, day.isoformat(), day.isoformat())
        first, last = f"{day:%Y-%m}-01", day.isoformat()
        month = form_tables.between(read, intake_form(), first, last, LIVE)
        head = log.head(read)
        return DayBook(
            day=day,
            office=desk.office.code,
            epoch=desk.office.epoch,
            station=desk.office.name,
            district=desk.office.district,
            entries=_entries(read, rows),
            month=tuple(month),
            previous_token=queries.serial_before(read, day.isoformat()),
            people={person.id: f"{person.rank} {person.name}".strip() for person in office.people(read)},
            log_size=head.size,
            log_root=head.root.hex(),
            head_words=keeping.head_of(head.size, head.root).words,
            unwitnessed=keeping.unwitnessed(read),
            broken_today=log.count_kind_between(read, BROKEN, last, last),
            broken_month=log.count_kind_between(read, BROKEN, first, last),
            clock_note=_clock_note(read, last),
            printed_by=f"{desk.person.rank} {desk.person.name}".strip(),
            printed_at=desk.now(),
            practice=desk.office.practice,
        )


def _clock_note(read: Connection, day: str) -> str:
    """Return how the newest line of a day is marked that the clock left its mark on, "" where it did on none."""
    lines = read_headers(log.headers_between(read, (), day, day))
    marks = [str(line.about.get(MARK, "")) for line in lines]
    return next(filter(None, reversed(marks)), "")


def _entries(read: Connection, rows: Sequence[MatterRow]) -> tuple[Entry, ...]:
    """Gather the entries. A matter about a colleague, or walled from one, is sealed: everybody reads the paper.

    What is restricted is judged from the revision itself, whatever lists say. Of an entry whose newest revision cannot
    be read only the number stands there: an older one may be of something that was corrected or cancelled since.
    """
    walled, form = staffing.walls(read), intake_form()
    found = []
    for row in rows:
        lines = log.lines_of_record(read, row.record)
        revision = readable(lines[-1]) if lines else None
        if revision is None:
            found.append(Entry(row.token, State.FINAL, Confidentiality.SEALED, Answers({}), "", damaged=True))
            continue
        if naming_problems(form, revision.answers):
            raise DeskError(ErrorCode.NAMES_HER, token=row.token)
        is_sealed = linked_people(revision.answers) or row.record in walled
        corrected = revision.at if revision.act is Act.AMENDED else ""
        found.append(
            Entry(
                token=row.token,
                state=revision.state,
                confidentiality=Confidentiality.SEALED if is_sealed else confidentiality(form, revision.answers),
                answers=revision.answers,
                entered_at=row.entered_at,
                corrected_at=corrected,
            )
        )
    return tuple(found)


def print_day(desk: Desk, day: date, language: Language) -> Printed:
    """Print the register of a day: render off the writer, then log who printed what, with the hash of each page."""
    book = _book(desk, day)
    laid_out = layout(intake_form(), _daily(), book, language)
    pdf = sheet.render(laid_out, read_resource)
    with desk.store.write() as write:
        about: dict[str, str | int] = {"day": day.isoformat(), "pages": pdf.pages, "rows": len(laid_out.rows)}
        about["log"] = book.log_size  # what the paper is a witness of: another line may have come since
        about |= {f"page{number}": digest for number, digest in enumerate(pdf.page_sha256, 1)}
        write_line(desk, write, keeping.REGISTER_PRINTED, about=about)
    return Printed(pdf.data, pdf.pages, len(laid_out.rows), pdf.page_sha256)


def save_day(desk: Desk, day: date, language: Language, path: Path) -> Printed:
    """Print the register of a day into a PDF file, written whole and read back."""
    printed = print_day(desk, day, language)
    write_file(path, printed.pdf)
    return printed


def preview_day(desk: Desk, day: date, language: Language) -> Printed:
    """Render the register of a day to be looked at on the screen. Names stand on it, so the looking is logged too."""
    laid_out = day_sheet(desk, day, language)
    pdf = sheet.render(laid_out, read_resource)
    with desk.store.write() as write:
        write_line(desk, write, REGISTER_SEEN, about={"day": day.isoformat(), "rows": len(laid_out.rows)})
    return Printed(pdf.data, pdf.pages, len(laid_out.rows), pdf.page_sha256)


def page_count(pdf: bytes) -> int:
    """Return how many pages a paper has."""
    return preview.page_count(pdf)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels: rows of RGBA bytes, top to bottom."""

    width: int
    height: int
    rgba: bytes = field(repr=False)


def picture(pdf: bytes, page: int, dpi: int) -> Picture:
    """Return one page (from 0) as pixels, for the screen or a printer."""
    return Picture(*preview.page_image(pdf, page, dpi))


def picture_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Return one page (from 0) as a PNG file."""
    return preview.page_png(pdf, page, dpi)
