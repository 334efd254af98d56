"""How sound the record is: where the log stands, who outside vouches for it, what was found.

Only reads, but for `recount`, which stops new entries when something grave comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from station_desk.desk import keeping, set_right
from station_desk.desk.finding import Finding as Finding
from station_desk.desk.keeping import REGISTER_PRINTED, Head
from station_desk.desk.people import WORDS
from station_desk.desk.ports import Desk
from station_desk.desk.set_right import STANDING as STANDING
from station_desk.domain.checkpoint import head_words
from station_desk.domain.log import read_header
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.store import exchanges, log
from station_desk.vault.passphrase import read_words


@dataclass(frozen=True, slots=True)
class Soundness:
    """Where the log stands and who vouches for how much of it; moments in UTC, "" for never.

    `printed_size` is the number of lines that the newest printed register tells. `pending` stops new entries.
    """

    size: int
    unwitnessed: int
    printed_at: str
    printed_size: int
    receipt_at: str
    pending: tuple[Finding, ...]


def state(desk: Desk) -> Soundness:
    """Tell how sound the record is, without counting it."""
    desk.must(Right.VERIFY)
    with desk.store.read() as read:
        size, unwitnessed = log.head(read).size, keeping.unwitnessed(read)
        printed = [read_header(line.header) for line in log.lines_of_kind(read, REGISTER_PRINTED)[-1:]]
        taken = exchanges.receipts(read)
    return Soundness(
        size,
        unwitnessed,
        printed[0].at if printed else "",
        int(printed[0].about["log"]) if printed else 0,
        taken[-1].taken_at if taken else "",
        desk.room.standing.findings,
    )


def head_at(desk: Desk, size: int) -> Head:
    """Return the head over the first lines in twelve words, to be compared with paper. Raises LINES_FEWER (`count`)."""
    desk.must(Right.VERIFY)
    with desk.store.read() as read:
        root = log.roots_at(read, [size]).get(size) if size > 0 else None
        count = log.head(read).size
    if root is None:
        raise DeskError(ErrorCode.LINES_FEWER, count=count)
    return Head(size, root.hex(), tuple(head_words(root, read_words(read_resource(WORDS)))))


@dataclass(frozen=True, slots=True)
class Recounted:
    """What counting everything brought: how many lines, every finding, and those that nobody has signed for yet."""

    size: int
    findings: tuple[Finding, ...]
    pending: tuple[Finding, ...]
    changed: frozenset[str] = field(default=frozenset({STANDING}))


def recount(
    desk: Desk, cancelled: Callable[[], bool] = lambda: False, progress: Callable[[int, int], None] = lambda *_: None
) -> Recounted:
    """Count the whole log anew; what is grave and not signed for stops new entries. Raises NOT_ALLOWED, STOPPED."""
    verified = keeping.verify_log(desk, cancelled, progress)
    pending = set_right.take_note(desk, verified.findings)
    return Recounted(verified.size, verified.findings, pending)
