"""How sound the record is: where the log stands, who outside vouches for it, what was found.

Only reads, but for `recount`, which stops new entries when something grave comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from station_desk.desk import keeping, set_right
from station_desk.desk.finding import Finding as Finding
from station_desk.desk.keeping import Head
from station_desk.desk.ports import Desk
from station_desk.desk.set_right import STANDING as STANDING
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import exchanges, log, office, queries


@dataclass(frozen=True, slots=True)
class Soundness:
    """Where the log stands and who vouches for how much of it; moments in UTC, "" for never.

    `printed_size` is the number of lines that the newest printed register tells. `pending` stops new entries, `notices`
    do not; `names` are those of the people and matters it is about, by id.
    """

    size: int
    unwitnessed: int
    printed_at: str
    printed_size: int
    receipt_at: str
    pending: tuple[Finding, ...]
    notices: tuple[Finding, ...]
    names: Mapping[str, str] = field(repr=False)

    @property
    def to_sign(self) -> tuple[Finding, ...]:
        """What two officers can sign for: what stops the desk, and the notices that a line of the log tells."""
        return (*self.pending, *(notice for notice in self.notices if notice.seq))


def _names(desk: Desk, found: Iterable[Finding]) -> Mapping[str, str]:
    """Return what the ids that findings name are called: rank and name of a person, the token of a matter."""
    with desk.store.read() as read:
        called = {row.id: f"{row.rank} {row.name}".strip() for row in office.people(read)}
        for finding in found:
            row = queries.matter(read, finding.where)
            if row is not None:
                called[finding.where] = row.token
    return called


def state(desk: Desk) -> Soundness:
    """Tell how sound the record is, without counting it."""
    desk.must(Right.VERIFY)
    with desk.store.read() as read:
        size, unwitnessed = log.head(read).size, keeping.unwitnessed(read)
        printed = keeping.printed(read)
        taken = exchanges.receipts(read)
    return Soundness(
        size,
        unwitnessed,
        printed[-1].at if printed else "",
        printed[-1].size if printed else 0,
        taken[-1].taken_at if taken else "",
        desk.room.standing.findings,
        desk.room.standing.notices,
        _names(desk, desk.room.standing.findings),
    )


def head_at(desk: Desk, size: int) -> Head:
    """Return the head over the first lines in twelve words, to be compared with paper. Raises LINES_FEWER (`count`)."""
    desk.must(Right.VERIFY)
    with desk.store.read() as read:
        root = log.roots_at(read, [size]).get(size) if size > 0 else None
        count = log.head(read).size
    if root is None:
        raise DeskError(ErrorCode.LINES_FEWER, count=count)
    return keeping.head_of(size, root)


@dataclass(frozen=True, slots=True)
class Recounted:
    """What counting everything brought: how many lines, every finding, and those that nobody has signed for yet.

    `names` are those of the people and matters that findings are about, by id.
    """

    size: int
    findings: tuple[Finding, ...]
    pending: tuple[Finding, ...]
    names: Mapping[str, str] = field(repr=False)
    changed: frozenset[str] = field(default=frozenset({STANDING}))


def recount(
    desk: Desk, cancelled: Callable[[], bool] = lambda: False, progress: Callable[[int, int], None] = lambda *_: None
) -> Recounted:
    """Count the whole log anew; what is grave and not signed for stops new entries. Raises NOT_ALLOWED, STOPPED."""
    verified = keeping.verify_log(desk, cancelled, progress)
    pending = set_right.take_note(desk, verified.findings)
    known = {(finding.code, finding.seq) for finding in verified.findings}
    told = [notice for notice in desk.room.standing.notices if (notice.code, notice.seq) not in known]
    return Recounted(verified.size, (*verified.findings, *told), pending, _names(desk, verified.findings))
