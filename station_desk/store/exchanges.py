"""What went out and came in: peers, outbox, inbox, a district's copies of logs. Owns those tables, no format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from station_desk.store.connect import Connection
from station_desk.store.log import Salted


class Delivery(StrEnum):
    """How far a revision has got: kept here, in a bundle, or accepted by the district's signed receipt."""

    RECORDED = "recorded"
    BUNDLED = "bundled"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Peer:
    """The office at the other end, pinned when it was enrolled. `enrolment` is its signed file."""

    code: str
    kind: str
    name: str
    epoch: int
    enrolment: bytes
    enrolled_at: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One bundle of the outbox; its bytes are fixed before any file exists."""

    seq: int
    first_line: int
    last_line: int
    note_sha256: str
    bundle: bytes
    prepared_at: str
    written_at: str | None


@dataclass(frozen=True, slots=True)
class Receipted:
    """One receipt of the district, in the order it numbered them."""

    receipt_seq: int
    bundle_seq: int
    result: str
    log_size: int
    receipt: bytes
    taken_at: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """One bundle a district took in, with the receipt it gave."""

    station: str
    epoch: int
    seq: int
    note_sha256: str
    log_size: int
    log_root: bytes
    accepted_at: str
    receipt_seq: int
    receipt: bytes


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line of a station's log as the district holds it: whole, or only its hash."""

    seq: int
    leaf: bytes
    header: bytes | None
    signature: bytes | None
    parts: Mapping[str, Salted]


@dataclass(frozen=True, slots=True)
class StationMatter:
    """A matter as a district sees it: no name unless consent let it leave; `closed_at` "" while it is open."""

    station: str
    record: str
    token: str
    state: str
    confidentiality: str
    head: str
    arrived_month: str
    name: str
    revision: int
    last_seq: int
    closed_at: str

    def __repr__(self) -> str:
        return f"<StationMatter {self.token}>"


@dataclass(frozen=True, slots=True)
class StationCase:
    """A case record as a district counts it."""

    station: str
    record: str
    matter: str
    form: str
    revision: int
    last_seq: int


class Ways:
    """Tells, for one snapshot, how far each line has got."""

    def __init__(self, connection: Connection) -> None:
        row = connection.execute(
            "SELECT (SELECT coalesce(max(log_size), 0) FROM receipt WHERE result = 'accepted'),"
            " (SELECT coalesce(max(last_line), 0) FROM outbox WHERE written_at IS NOT NULL)"
        ).fetchone()
        self._accepted: int = row[0]
        self._written: int = row[1]

    def of(self, seq: int) -> Delivery:
        """Return how far the line with this number has got."""
        if seq <= self._accepted:
            return Delivery.ACCEPTED
        return Delivery.BUNDLED if seq <= self._written else Delivery.RECORDED


def put_peer(connection: Connection, peer: Peer) -> None:
    """Pin the office at the other end."""
    connection.execute(
        "INSERT INTO peer (code, kind, name, epoch, enrolment, enrolled_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name, epoch = excluded.epoch,"
        " enrolment = excluded.enrolment, enrolled_at = excluded.enrolled_at",
        (peer.code, peer.kind, peer.name, peer.epoch, peer.enrolment, peer.enrolled_at),
    )


def peers(connection: Connection, kind: str) -> list[Peer]:
    """Return the enrolled offices of a kind, by code."""
    rows = connection.execute(
        "SELECT code, kind, name, epoch, enrolment, enrolled_at FROM peer WHERE kind = ? ORDER BY code", (kind,)
    )
    return [Peer(*row) for row in rows]


_OUT = "seq, first_line, last_line, note_sha256, bundle, prepared_at, written_at"


def outgoing(connection: Connection) -> list[Outgoing]:
    """Return the outbox, oldest first."""
    return [Outgoing(*row) for row in connection.execute(f"SELECT {_OUT} FROM outbox ORDER BY seq")]  # noqa: S608


def newest_outgoing(connection: Connection) -> Outgoing | None:
    """Return the newest bundle of the outbox, if any."""
    row = connection.execute(f"SELECT {_OUT} FROM outbox ORDER BY seq DESC LIMIT 1").fetchone()  # noqa: S608
    return Outgoing(*row) if row else None


def prepare(
    connection: Connection,
    seq: int,
    first: int,
    last: int,
    note_sha256: str,
    bundle: bytes,
    at: str,
    whole: Iterable[int],
) -> None:
    """Fix a bundle's number, range and bytes before anything is written to a stick; `whole` are the lines in it.

    Nobody here can open the bundle again, so which of them went whole, and not as their hash, is kept beside it.
    """
    connection.execute(
        "INSERT INTO outbox (seq, first_line, last_line, note_sha256, bundle, prepared_at) VALUES (?, ?, ?, ?, ?, ?)",
        (seq, first, last, note_sha256, bundle, at),
    )
    connection.executemany("INSERT INTO outbox_line (bundle, line) VALUES (?, ?)", [(seq, line) for line in whole])


def lines_sent_whole(connection: Connection) -> dict[int, list[int]]:
    """Return for each bundle of the outbox the lines that went whole, in order."""
    found: dict[int, list[int]] = {}
    for bundle, line in connection.execute("SELECT bundle, line FROM outbox_line ORDER BY bundle, line"):
        found.setdefault(bundle, []).append(line)
    return found


def matters_told(connection: Connection) -> set[str]:
    """Return the records of the intakes of which a line went whole, so that the district knows the matter."""
    rows = connection.execute(
        "SELECT DISTINCT record FROM line JOIN outbox_line ON outbox_line.line = line.seq WHERE kind LIKE 'intake.%'"
    )
    return {row[0] for row in rows}


def mark_written(connection: Connection, seq: int, at: str) -> None:
    """Note that the file was written and read back the same."""
    connection.execute("UPDATE outbox SET written_at = coalesce(written_at, ?) WHERE seq = ?", (at, seq))


_RECEIPT = "receipt_seq, bundle_seq, result, log_size, bytes, taken_at"


def put_receipt(connection: Connection, row: Receipted) -> None:
    """Keep a receipt of the district."""
    connection.execute(
        f"INSERT INTO receipt ({_RECEIPT}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant list of columns
        (row.receipt_seq, row.bundle_seq, row.result, row.log_size, row.receipt, row.taken_at),
    )


def receipts(connection: Connection) -> list[Receipted]:
    """Return the receipts taken in, oldest first."""
    rows = connection.execute(f"SELECT {_RECEIPT} FROM receipt ORDER BY receipt_seq")  # noqa: S608
    return [Receipted(*row) for row in rows]


_IN = "station, epoch, seq, note_sha256, log_size, log_root, accepted_at, receipt_seq, receipt"


def accepted(connection: Connection, station: str) -> list[Accepted]:
    """Return what a district accepted from a station, oldest first."""
    rows = connection.execute(
        f"SELECT {_IN} FROM inbox WHERE station = ? ORDER BY epoch, seq",  # noqa: S608 - a constant list of columns
        (station,),
    )
    return [Accepted(*row) for row in rows]


def put_accepted(connection: Connection, row: Accepted) -> None:
    """Keep an accepted bundle's note hash and its receipt."""
    connection.execute(
        f"INSERT INTO inbox ({_IN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant list of columns
        (
            row.station,
            row.epoch,
            row.seq,
            row.note_sha256,
            row.log_size,
            row.log_root,
            row.accepted_at,
            row.receipt_seq,
            row.receipt,
        ),
    )


def put_lines(connection: Connection, station: str, taken: Iterable[TakenLine]) -> None:
    """Add lines to a district's copy of a station's log."""
    for line in taken:
        connection.execute(
            "INSERT INTO station_line (station, seq, leaf, header, signature) VALUES (?, ?, ?, ?, ?)",
            (station, line.seq, line.leaf, line.header, line.signature),
        )
        connection.executemany(
            "INSERT INTO station_part (station, seq, name, salt, bytes) VALUES (?, ?, ?, ?, ?)",
            [(station, line.seq, name, salt, data) for name, (salt, data) in line.parts.items()],
        )


def station_leaves(connection: Connection, station: str) -> list[bytes]:
    """Return the leaf hashes a district holds of a station, oldest first."""
    rows = connection.execute("SELECT leaf FROM station_line WHERE station = ? ORDER BY seq", (station,))
    return [row[0] for row in rows]


def station_lines(connection: Connection, station: str) -> list[TakenLine]:
    """Return every line a district holds of a station with the parts that came."""
    parts: dict[int, dict[str, Salted]] = {}
    for seq, name, salt, data in connection.execute(
        "SELECT seq, name, salt, bytes FROM station_part WHERE station = ?", (station,)
    ):
        parts.setdefault(seq, {})[name] = (salt, data)
    rows = connection.execute(
        "SELECT seq, leaf, header, signature FROM station_line WHERE station = ? ORDER BY seq", (station,)
    )
    return [TakenLine(row[0], row[1], row[2], row[3], parts.get(row[0], {})) for row in rows]


def put_person_key(connection: Connection, station: str, id: str, key: bytes) -> None:
    """Keep the author key that a station's log introduced, in place of an earlier one of that person (FORMAT 7.7)."""
    connection.execute("INSERT OR REPLACE INTO station_person (station, id, key) VALUES (?, ?, ?)", (station, id, key))


def person_keys(connection: Connection, station: str) -> dict[str, bytes]:
    """Return the author keys known of a station, by person."""
    rows = connection.execute("SELECT id, key FROM station_person WHERE station = ?", (station,))
    return dict(rows.fetchall())


_SEEN = "station, record, token, state, confidentiality, head, arrived_month, name, revision, last_seq, closed_at"


def put_station_matter(connection: Connection, row: StationMatter) -> None:
    """Write what a district's list shows of one matter, in place of an earlier revision of it."""
    connection.execute(
        f"INSERT OR REPLACE INTO station_matter ({_SEEN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            row.station,
            row.record,
            row.token,
            row.state,
            row.confidentiality,
            row.head,
            row.arrived_month,
            row.name,
            row.revision,
            row.last_seq,
            row.closed_at,
        ),
    )


_COUNTED = "station, record, matter, form, revision, last_seq"


def put_station_case(connection: Connection, row: StationCase) -> None:
    """Write by what a district counts one case record, in place of an earlier revision of it."""
    connection.execute(
        f"INSERT OR REPLACE INTO station_case ({_COUNTED}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
        (row.station, row.record, row.matter, row.form, row.revision, row.last_seq),
    )


def station_cases(connection: Connection, station: str = "") -> list[StationCase]:
    """Return the case records a district counts, of one station or of all, in the order of their newest lines."""
    rows = connection.execute(
        f"SELECT {_COUNTED} FROM station_case WHERE ? IN ('', station) ORDER BY station, last_seq",  # noqa: S608
        (station,),
    )
    return [StationCase(*row) for row in rows]


def station_matters(connection: Connection, station: str = "") -> list[StationMatter]:
    """Return the matters a district holds, of one station or of all, newest token first."""
    rows = connection.execute(
        f"SELECT {_SEEN} FROM station_matter WHERE ? IN ('', station) ORDER BY station, token DESC",  # noqa: S608
        (station,),
    )
    return [StationMatter(*row) for row in rows]
