"""Papers of one page: the token she may take home, the slip with a bundle, the recovery sheets.

Owns what stands on them, and the log line of the first two. What is done with a recovery sheet is told by who does it;
its digits go into the paper and nowhere else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, cast

from station_desk.desk import sight
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk, toml
from station_desk.domain.calendar import show_date, show_moment, show_time
from station_desk.domain.fields import Language
from station_desk.domain.log import read_headers
from station_desk.domain.records import ACTS
from station_desk.domain.recovery_sheet import RecoverySheet
from station_desk.domain.recovery_sheet import layout as lay_out_recovery
from station_desk.domain.roles import Right
from station_desk.domain.sheets import Slip
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.printing import slip
from station_desk.store import exchanges, log, queries
from station_desk.vault import box, recovery


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """A slip as paper."""

    pdf: bytes = field(repr=False)
    pages: int
    changed: frozenset[str] = field(default=frozenset({"log"}))


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return cast(dict[str, Any], toml("registers/slips.toml"))


def _say(group: str, name: str, language: Language, **facts: str) -> str:
    return _words()[group][name][language].format(**facts)


def print_token(desk: Desk, record: str, language: Language) -> SlipPrinted:
    """Print the token slip of a record: number, date and time only. Raises RECORD_MISSING, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        row = queries.matter(read, record)
        if row is None:
            raise DeskError(ErrorCode.RECORD_MISSING)
        sight.must_see(desk, read, record)
    lines = (
        (_say("token", "date", language), show_date(row.arrived_day)),
        (_say("token", "time", language), show_time(row.arrived_at)),
    )
    paper = Slip(
        title=_say("token", "title", language),
        language=language,
        lines=lines,
        foot=(_say("token", "keep", language),),
        big=row.token,
        practice_text=_say("words", "practice", language) if desk.office.practice else None,
    )
    return _print(desk, paper, "token-slip.made", {"record": record})


def print_bundle(desk: Desk, seq: int, language: Language) -> SlipPrinted:
    """Print the slip that goes with a bundle: from, to, counts and the digits of its note. Raises RECORD_MISSING."""
    desk.must(Right.SEND)
    with desk.store.read() as read:
        sent = next((row for row in exchanges.outgoing(read) if row.seq == seq), None)
        district = next(iter(exchanges.peers(read, "district")), None)
        if sent is None or district is None:
            raise DeskError(ErrorCode.RECORD_MISSING)
        headers = list(read_headers(line.header for line in log.lines(read, sent.first_line, sent.last_line)))
    entries = len({header.record for header in headers if header.kind in ACTS})
    digits = " ".join(sent.note_sha256[at : at + 4] for at in range(0, 16, 4))
    values = {
        "from": f"{desk.office.name} ({desk.office.code})",
        "to": f"{district.name} ({district.code})",
        "lines": f"{sent.first_line} – {sent.last_line}",
        "entries": str(entries),
        "fingerprint": digits,
        "prepared": show_moment(sent.prepared_at),
        "carrier": "",
        "receiver": "",
    }
    paper = Slip(
        title=_say("bundle", "title", language),
        language=language,
        lines=tuple((_say("bundle", name, language), value) for name, value in values.items()),
        foot=(_say("words", "printed", language, at=show_moment(desk.now())),),
        big=f"{desk.office.code} / {seq:06d}",
        practice_text=_say("words", "practice", language) if desk.office.practice else None,
    )
    return _print(desk, paper, "bundle-slip.made", {"bundle": seq})


def sheet_number(public: bytes) -> str:
    """Return the short number of a recovery sheet from its public box key: it tells a sheet from one it replaced."""
    digest = hashlib.sha256(public).hexdigest()[:8].upper()
    return f"{digest[:4]}-{digest[4:]}"


def recovery_sheet(desk: Desk, sheet: str, digits: str, made_on: date, language: Language) -> SlipPrinted:
    """Render one of the three recovery sheets (`recovery.SHEETS`) for its envelope; nothing is logged or kept here.

    Raises RECOVERY_DIGITS or RECOVERY_GROUP: what would not be read back is never printed.
    """
    desk.must(Right.RECOVERY)
    code = recovery.read_digits(digits)
    seed = recovery.box_seed(code, desk.office.code)
    try:
        laid_out = RecoverySheet(
            holder=sheet,
            kind=desk.office.kind,
            code=desk.office.code,
            name=desk.office.name,
            district=desk.office.district,
            number=sheet_number(box.public_of(seed)),
            made_on=made_on,
            practice=desk.office.practice,
            groups=tuple(recovery.digits(code).split()),
        )
    finally:
        seed.wipe()
        code.wipe()
    words = toml("registers/recovery.toml")
    pdf = slip.render(lay_out_recovery(words, laid_out, language), read_resource)
    return SlipPrinted(pdf.data, pdf.pages, frozenset())


def _print(desk: Desk, paper: Slip, kind: str, about: dict[str, str | int]) -> SlipPrinted:
    pdf = slip.render(paper, read_resource)
    with desk.store.write() as write:
        write_line(desk, write, kind, about={**about, "page1": pdf.page_sha256[0]})
    return SlipPrinted(pdf.data, pdf.pages)
