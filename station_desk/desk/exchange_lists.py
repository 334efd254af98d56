"""What the screens of the exchange show: what waits, what left, what came, who is known. Only reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from station_desk.desk.enrolling import REQUEST
from station_desk.desk.ports import Desk
from station_desk.desk.releasing import Release, carries_name
from station_desk.domain.calendar import parse_moment
from station_desk.domain.received import TURNS
from station_desk.domain.roles import Right
from station_desk.host.drives import Drive as Drive
from station_desk.host.drives import removable_drives
from station_desk.host.drives import settle as settle
from station_desk.host.os_errors import reading
from station_desk.store import cases, exchanges, log, office, queries
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Delivery as Delivery
from station_desk.store.exchanges import StationMatter as StationMatter
from station_desk.sync import enrolment

BUNDLE, RECEIPT, ENROLMENT_REQUEST, ENROLMENT_APPROVAL = ".sdb", ".sdr", ".sde", ".sda"
RECEIPT_LATE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SentBundle:
    """One bundle of this station: prepared, on a stick since `written_at`, or accepted by the district."""

    seq: int
    first_line: int
    last_line: int
    fingerprint: str
    prepared_at: str
    written_at: str | None
    state: Delivery


@dataclass(frozen=True, slots=True)
class District:
    """The district this station is enrolled with."""

    code: str
    name: str
    enrolled_at: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """How this station stands with its district.

    `asked` is the fingerprint of the enrolment request, "" while none was written. `fresh` counts entries in no bundle
    on a stick yet, `waiting` those in one without a receipt.
    """

    district: District | None
    asked: str
    fresh: int
    waiting: int
    bundles: tuple[SentBundle, ...]
    last_receipt_at: str | None


def outbox(desk: Desk) -> Outbox:
    """Station: tell how it stands with its district; bundles newest first."""
    desk.must_be("station")
    desk.must(Right.SEND)
    with desk.store.read() as read:
        ways = exchanges.Ways(read)
        sent = exchanges.outgoing(read)
        touched = _touched(read, _confirmed(read))
        taken = exchanges.receipts(read)
        made = office.value(read, REQUEST)
        found = exchanges.peers(read, "district")
    ends = Counter(ways.of(seq) for seq in touched.values())
    bundles = tuple(
        SentBundle(
            row.seq,
            row.first_line,
            row.last_line,
            row.note_sha256[:16],
            row.prepared_at,
            row.written_at,
            ways.of(row.last_line) if row.written_at else Delivery.RECORDED,
        )
        for row in reversed(sent)
    )
    return Outbox(
        district=next((District(peer.code, peer.name, peer.enrolled_at) for peer in found), None),
        asked=enrolment.request_fingerprint(enrolment.read_request(made).claims) if made else "",
        fresh=ends[Delivery.RECORDED],
        waiting=ends[Delivery.BUNDLED],
        bundles=bundles,
        last_receipt_at=taken[-1].taken_at if taken else None,
    )


def _touched(read: Connection, after: int) -> dict[str, int]:
    """Return the entries that lines after `after` tell of, or of what followed in them, each with the last of these."""
    found = queries.touched_since(read, after)
    for matter, line in (*cases.touched_since(read, after), *queries.acts_since(read, TURNS, after)):
        found[matter] = max(line, found.get(matter, 0))
    return found


def _confirmed(read: Connection) -> int:
    """Return the last line the district has confirmed."""
    return max((row.log_size for row in exchanges.receipts(read)), default=0)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the next writing to a stick carries.

    `fresh` entries are in no bundle yet, `again` were in one that the district has not receipted and go once more.
    `named` of them carry a name, by consent that stands now. `files` counts earlier bundles written again.
    """

    fresh: int
    again: int
    named: int
    files: int


def leaving(desk: Desk) -> Leaving:
    """Station: tell what would leave now; nothing is prepared by asking."""
    desk.must_be("station")
    desk.must(Right.SEND)
    with desk.store.read() as read:
        sent = exchanges.outgoing(read)
        confirmed = _confirmed(read)
        reached = max((row.last_line for row in sent), default=confirmed)
        touched = _touched(read, confirmed)
        release = Release(read)
        named = sum(_sends_name(read, release, record, confirmed) for record in touched)
    fresh = sum(seq > reached for seq in touched.values())
    return Leaving(fresh, len(touched) - fresh, named, sum(row.last_line > confirmed for row in sent))


def _sends_name(read: Connection, release: Release, record: str, after: int) -> bool:
    """Tell whether a line of a record after `after` carries a name and consent lets it leave."""
    lines = [line for line in log.lines_of_record(read, record) if line.seq > after]
    return any(carries_name(line) for line in lines) and release.name_stands(record)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bottom line says: newest draft, newest receipt, and how many lines no receipt covers."""

    now: str
    draft_at: str | None
    receipt_at: str | None
    receipt_late: bool
    unwitnessed: int


def standing(desk: Desk) -> Standing:
    """Station: tell what is safe. A receipt is late when lines wait for one and the last came over a week ago."""
    with desk.store.read() as read:
        rows = office.drafts(read, desk.person.id)
        taken = exchanges.receipts(read)
        districts = exchanges.peers(read, "district")
        waiting = log.head(read).size - _confirmed(read)
    received = taken[-1].taken_at if taken else None
    since = received or next((peer.enrolled_at for peer in districts), None)
    late = since is not None and waiting > 0 and desk.time.now() - parse_moment(since) > RECEIPT_LATE
    return Standing(desk.now(), max((row.saved_at for row in rows), default=None), received, late, waiting)


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station as its district knows it. `last_seq` is 0 before its first bundle; the next one it owes is one more.

    `disposed` of the matters are closed; `followed` counts what followed in them, by form.
    """

    code: str
    name: str
    enrolled_at: str
    last_seq: int
    last_at: str
    matters: int
    disposed: int
    followed: tuple[tuple[str, int], ...]


def stations(desk: Desk) -> list[StationRow]:
    """District: return the enrolled stations, by code."""
    desk.must_be("district")
    desk.must(Right.STATIONS)
    rows = []
    with desk.store.read() as read:
        matters, cases_ = exchanges.station_matters(read), exchanges.station_cases(read)
        held = Counter(row.station for row in matters)
        closed = Counter(row.station for row in matters if row.closed_at)
        for peer in exchanges.peers(read, "station"):
            taken = [row for row in exchanges.accepted(read, peer.code) if row.epoch == peer.epoch]
            last_seq, last_at = (taken[-1].seq, taken[-1].accepted_at) if taken else (0, "")
            followed = Counter(row.form for row in cases_ if row.station == peer.code)
            rows.append(
                StationRow(
                    code=peer.code,
                    name=peer.name,
                    enrolled_at=peer.enrolled_at,
                    last_seq=last_seq,
                    last_at=last_at,
                    matters=held[peer.code],
                    disposed=closed[peer.code],
                    followed=tuple(sorted(followed.items())),
                )
            )
    return rows


def station_name(desk: Desk, code: str) -> str:
    """District: return the name of an enrolled station, "" of one that is not known here."""
    with desk.store.read() as read:
        return next((peer.name for peer in exchanges.peers(read, "station") if peer.code == code), "")


def received(desk: Desk, station: str = "") -> list[StationMatter]:
    """District: return the matters of one station or of all, newest first; a name only where consent let it come."""
    desk.must_be("district")
    desk.must(Right.STATIONS)
    with desk.store.read() as read:
        return exchanges.station_matters(read, station)


def drives() -> list[Drive]:
    """Return the sticks that are in."""
    return removable_drives()


def files_on(folder: Path, suffix: str) -> list[Path]:
    """Return the files of one kind that lie in a folder, newest first. Raises FILE_MISSING, FILE_UNREADABLE."""
    with reading("list"):
        found = [path for path in folder.iterdir() if path.suffix.lower() == suffix and path.is_file()]
        return sorted(found, key=lambda path: (-path.stat().st_mtime, path.name))
