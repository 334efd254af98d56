"""Where the law that staff are shown was checked: by whom, in what, when. Owns that record; changes no word of the law.

Lines that the program came with, and whose text was not found in a named source, are shown as "to be verified" until a
nodal officer has looked them up:

    source.recorded   about {line, words: hash of what was checked}; part `facts`: {source, day}

A line whose words change with a later version of the program is to be verified anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256

from station_desk.desk import staffing
from station_desk.desk.journal import write_line
from station_desk.desk.law import clock_rows, consent_limits, gate_rules, guidance, helplines, partners, risk_rules
from station_desk.desk.ports import Desk
from station_desk.domain.answers import REASON_MAX, tidy
from station_desk.domain.authority import SOURCE_RECORDED as RECORDED
from station_desk.domain.fields import Wording
from station_desk.domain.law import Line
from station_desk.domain.log import HeaderError, Part, PartError, canonical, read_header, read_part
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.store.connect import Connection

SOURCES = "sources"
NO_MORE = Wording("", "")


@dataclass(frozen=True, slots=True)
class LawLine:
    """One thing that staff are told; `id` names the file and the line in it, `source` what it refers to.

    `more` is what is told with it and can be wrong too: the limit of a clock, the number and hours of a helpline.
    """

    id: str
    words: Wording
    source: Wording
    sourced: bool
    more: Wording = NO_MORE

    @property
    def kind(self) -> str:
        """The file of the line: `clock`, `helpline`, …"""
        return self.id.partition("/")[0]

    @property
    def sha256(self) -> str:
        """The hash of what the line says, in both languages, with its section."""
        told = (self.words, self.source, self.more)
        return sha256("\n".join(text for wording in told for text in (wording.hi, wording.en)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """A line that a nodal officer looked up: in what, on which day (ISO), and who wrote that down when."""

    source: str
    day: str
    person: str
    at: str


@cache
def law_lines() -> tuple[LawLine, ...]:
    """Return everything that staff are told of the law, file by file."""
    return tuple(_lines())


def _lines() -> Iterator[LawLine]:
    for row in clock_rows():
        yield LawLine(f"clock/{row.id}", row.title, row.section, row.sourced, row.limit.words)
    shown: tuple[tuple[str, tuple[Line, ...]], ...] = (
        ("guidance", tuple(point.line for point in guidance().points.values())),
        ("action", tuple(row.line for row in risk_rules().actions)),
        ("least", tuple(row.line for row in risk_rules().least)),
        ("gate", tuple(reason.line for reason in gate_rules().reasons)),
        ("instead", tuple(gate_rules().alternatives.values())),
        ("limit", consent_limits()),
    )
    for name, lines in shown:
        for line in lines:
            yield LawLine(f"{name}/{line.code}", line.words, line.source, line.sourced)
    for partner in partners():
        line = partner.line
        yield LawLine(f"partner/{line.code}", line.words, line.source, line.sourced, partner.does)
    for helpline in helplines():
        line, numbers, hours = helpline.line, ", ".join(helpline.numbers), helpline.hours or NO_MORE
        more = Wording(*(" · ".join(filter(None, (numbers, said))) for said in (hours.hi, hours.en)))
        yield LawLine(f"helpline/{line.code}", line.words, line.source, line.sourced, more)


def checked(read: Connection) -> dict[str, Checked]:
    """Return the lines that were looked up by somebody who might, as they are worded now."""
    words = {line.id: line.sha256 for line in law_lines()}
    found: dict[str, Checked] = {}
    nobody = staffing.unfounded(read)
    for row in log.lines_of_kind(read, RECORDED):
        if row.seq in nobody:
            continue
        try:
            header = read_header(row.header)
            told = read_part(row.parts[Part.FACTS][1])
            line, source, day = str(header.about["line"]), str(told["source"]), str(told["day"])
        except (HeaderError, LookupError, PartError):
            continue  # told where lines are checked
        if header.about.get("words") == words.get(line):
            found[line] = Checked(source, day, header.person, header.at)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Every line of the law with what was found out about it, None where nobody looked."""

    lines: tuple[tuple[LawLine, Checked | None], ...]

    @property
    def open(self) -> frozenset[str]:
        """The lines that are still to be verified."""
        return frozenset(line.id for line, done in self.lines if not (line.sourced or done))


def standing(desk: Desk) -> Standing:
    """Return how every line of the law stands."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        done = checked(read)
    return Standing(tuple((line, done.get(line.id)) for line in law_lines()))


@dataclass(frozen=True, slots=True)
class SourceKept:
    """A line is no longer marked as to be verified."""

    line: str
    changed: frozenset[str] = field(default=frozenset({SOURCES, "log"}))


def record_source(desk: Desk, line: str, source: str, day: date) -> SourceKept:
    """Write where a line was looked up, and when. Raises NOT_ALLOWED, REASON_NEEDED, REASON_LONG, MOMENT_AHEAD."""
    desk.must(Right.SOURCE)
    desk.must_be_sound()
    text = tidy(source)
    if not text:
        raise DeskError(ErrorCode.REASON_NEEDED)
    if len(text) > REASON_MAX:
        raise DeskError(ErrorCode.REASON_LONG, limit=REASON_MAX)
    if day > desk.today():
        raise DeskError(ErrorCode.MOMENT_AHEAD)
    words = next((known.sha256 for known in law_lines() if known.id == line), None)
    if words is None:
        raise DeskError(ErrorCode.CLOCK_UNKNOWN)
    part = canonical({"day": day.isoformat(), "source": text})
    with desk.store.write() as write:
        write_line(desk, write, RECORDED, about={"line": line, "words": words}, parts={Part.FACTS: part})
    return SourceKept(line)
