"""What of the log may leave for the district: each line whole with its district part, or as its hash. Sends nothing.

What is known of her by now decides, not what was known then: an older revision that would name her stays here, and so
does a name that she has taken back. A district takes nothing of a matter that it does not know, so what follows an
intake leaves whole only after a line of the intake did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from station_desk.desk import cases
from station_desk.desk.law import case_form
from station_desk.desk.people import PERSON_ADDED, PERSON_NAMED
from station_desk.desk.ports import intake_form
from station_desk.desk.recording import readable
from station_desk.desk.recount import is_as_written
from station_desk.domain.case import CASE_KINDS, MATTER, read_kind
from station_desk.domain.fields import Form
from station_desk.domain.log import HASH_BYTES, Header, HeaderError, Part, PartError, canonical, read_header, read_part
from station_desk.domain.names import Identity
from station_desk.domain.received import TURNS
from station_desk.domain.records import ACTS, Revision
from station_desk.domain.sensitivity import identity_of, name_may_leave, naming_paths
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import cases as case_rows
from station_desk.store import exchanges, log
from station_desk.store.connect import Connection
from station_desk.store.log import StoredLine
from station_desk.sync.payload import Entry, Leaf, LeafHash, OpenPart

WHOLE: Final = "whole"  # in the line of a bundle's making: which lines are in it whole


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is known of a matter by its newest revision, and whether her name may go."""

    newest: Revision
    identity: Identity
    name_stands: bool


class Release:
    """Judges the lines of one snapshot in their order."""

    def __init__(self, read: Connection) -> None:
        self._read = read
        self._told = exchanges.matters_told(read)
        self._matters: dict[str, _Matter | None] = {}

    def entry(self, line: StoredLine) -> Entry:
        """Return a line as it may leave; one that was changed since it was written leaves as its hash.

        Raises NAMES_HER (`token`, `field`) when the newest revision of a record names her: it wants a correction first.
        """
        if len(line.leaf) != HASH_BYTES:
            raise DeskError(ErrorCode.STORE_DAMAGED)
        district = line.parts.get(Part.DISTRICT)
        if not is_as_written(line) or not self._may_leave(line):
            return LeafHash(line.leaf)
        parts = (OpenPart(Part.DISTRICT, district[0], district[1]),) if district else ()
        return Leaf(line.header, line.signature, parts)

    def name_stands(self, record: str) -> bool:
        """Tell whether her own yes lets the name of a matter leave now; never while its newest revision is damaged."""
        matter = self._matter(record)
        return matter is not None and matter.name_stands

    def _may_leave(self, line: StoredLine) -> bool:
        try:
            header = read_header(line.header)
        except HeaderError:
            return False
        if header.kind in TURNS:
            return header.record in self._told and Part.DISTRICT not in line.parts
        try:
            part = read_part(line.parts[Part.DISTRICT][1])
        except (LookupError, PartError):
            return False
        told = part.get("answers")
        if header.kind in (PERSON_ADDED, PERSON_NAMED):
            return True
        if header.kind in ACTS and isinstance(told, dict):
            return self._intake_may(line, header, told)
        return header.kind in CASE_KINDS and isinstance(told, dict) and self._record_may(header, told)

    def _intake_may(self, line: StoredLine, header: Header, told: Mapping[str, object]) -> bool:
        matter, this = self._matter(header.record), readable(line)
        if matter is None or this is None:
            return False
        form = intake_form()
        field = _naming_field(form, told, matter.identity)
        field = field or _naming_field(form, told, identity_of(form, this.answers))
        if field and header.revision == matter.newest.number:
            raise DeskError(ErrorCode.NAMES_HER, token=matter.newest.token, field=field)
        leaves = not field and ("name" not in told or matter.name_stands)
        if leaves:
            self._told.add(header.record)
        return leaves

    def _record_may(self, header: Header, told: Mapping[str, object]) -> bool:
        of = str(header.about.get(MATTER, ""))
        matter, row = self._matter(of), case_rows.record(self._read, header.record)
        if of not in self._told or matter is None or row is None:
            return False
        newest = cases.revision_of(self._read, row)
        if newest is None or newest.seq != row.last_seq:
            return False
        field = _naming_field(case_form(read_kind(header.kind)[0]), told, matter.identity)
        if field and header.revision == newest.revision:
            raise DeskError(ErrorCode.NAMES_HER, token=matter.newest.token, field=field)
        return not field

    def _matter(self, record: str) -> _Matter | None:
        """Return a matter; None where its newest revision cannot be read, and nothing of it leaves."""
        if record not in self._matters:
            self._matters[record] = self._look_up(record)
        return self._matters[record]

    def _look_up(self, record: str) -> _Matter | None:
        lines = log.lines_of_record(self._read, record)
        newest = readable(lines[-1]) if lines else None
        if newest is None:
            return None
        form = intake_form()
        said = cases.said_of(self._read, record, newest.answers)
        return _Matter(newest, identity_of(form, newest.answers), name_may_leave(form, newest.answers, said))


def _naming_field(form: Form, told: Mapping[str, object], identity: Identity) -> str:
    """Return the first free text of a district part that names her, or ""."""
    return next(iter(naming_paths(form, told, identity)), "")


def whole_sha256(lines: Sequence[int]) -> str:
    """Return the hash by which the line of a bundle's making tells which lines are in it whole."""
    return sha256(canonical(lines)).hexdigest()


def carries_name(line: StoredLine) -> bool:
    """Tell whether the part for the district carries a name; one that cannot be read does not leave."""
    try:
        return "name" in read_part(line.parts[Part.DISTRICT][1])["answers"]
    except (KeyError, PartError, TypeError):
        return False
