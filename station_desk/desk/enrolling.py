"""Station and district get to know each other: two small files, and digits spoken by telephone (FORMAT 11, 12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from station_desk.desk.journal import write_line
from station_desk.desk.office_keys import keys_of
from station_desk.desk.ports import Desk
from station_desk.domain.log import EMPTY_ROOT
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import read_file, write_file
from station_desk.store import exchanges, log, office
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Peer
from station_desk.sync import enrolment, trusted_chain
from station_desk.sync.note import Signed
from station_desk.sync.trusted_chain import Chain

EXCHANGE = frozenset({"exchange"})
REQUEST, APPROVAL = "enrolment-request", "enrolment-approval"
NOTE_LIMIT = 16 * 1024


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One step of enrolment done. `fingerprint` is read over the telephone; see FORMAT 12. `path`: the file written."""

    code: str
    name: str
    fingerprint: str
    request_fingerprint: str = ""
    path: Path | None = None
    changed: frozenset[str] = field(default=EXCHANGE)


def request(desk: Desk, path: Path) -> Enrolled:
    """Station: write the enrolment request, the same one however often it is asked for; `path` a file or a folder."""
    desk.must_be("station")
    desk.must(Right.SEND)
    keys = keys_of(desk)
    with desk.store.write() as write:
        made = office.value(write, REQUEST)
        if made is None:
            made = enrolment.make_request(
                desk.office.code, desk.office.name, desk.office.epoch, 0, EMPTY_ROOT, desk.time.now(), keys
            )
            office.put_value(write, REQUEST, made)
            write_line(desk, write, "enrolment.requested")
    claims = enrolment.read_request(made).claims
    written = path / enrolment.request_file_name(claims) if path.is_dir() else path
    write_file(written, made)
    return Enrolled(claims.station, claims.name, enrolment.request_fingerprint(claims), path=written)


def look_at_request(desk: Desk, path: Path) -> Enrolled:
    """District: show whose request a file is and the digits the station reads out; nothing is written."""
    desk.must_be("district")
    desk.must(Right.APPROVE)
    claims = enrolment.read_request(read_file(path, NOTE_LIMIT)).claims
    return Enrolled(claims.station, claims.name, enrolment.request_fingerprint(claims))


def approve(desk: Desk, path: Path, to: Path) -> Enrolled:
    """District: pin a station's keys and write the approval. Call it only when the spoken digits were the same.

    `to` is a file or a folder. The same request again gives the same approval.
    """
    desk.must_be("district")
    desk.must(Right.APPROVE)
    data = read_file(path, NOTE_LIMIT)
    asked = enrolment.read_request(data)
    keys = keys_of(desk)
    claims = asked.claims
    with desk.store.write() as write:
        known = {peer.code: peer for peer in exchanges.peers(write, "station")}.get(claims.station)
        answer = office.value(write, f"{APPROVAL}/{claims.station}")
        if known and enrolment.read_request(known.enrolment).hash != asked.hash:
            raise DeskError(ErrorCode.ENROLMENT_AGAIN, station=claims.station)
        if known is None or answer is None:
            trusted_chain.begin(claims, None)
            answer = enrolment.make_approval(desk.office.code, desk.office.name, asked, 1, desk.time.now(), keys)
            office.put_value(write, f"{APPROVAL}/{claims.station}", answer)
            about: dict[str, str | int] = {"station": claims.station, "epoch": claims.epoch}
            line = write_line(desk, write, "enrolment.approved", about={**about, "sha256": sha256(data).hexdigest()})
            at = log.at_of(write, line)
            exchanges.put_peer(write, Peer(claims.station, "station", claims.name, claims.epoch, data, at))
    approval = enrolment.read_approval(answer, asked).claims
    written = to / enrolment.approval_file_name(approval) if to.is_dir() else to
    write_file(written, answer)
    return Enrolled(
        claims.station,
        claims.name,
        enrolment.approval_fingerprint(approval, claims),
        enrolment.request_fingerprint(claims),
        written,
    )


def look_at_approval(desk: Desk, path: Path) -> Enrolled:
    """Station: show whose approval a file is and the digits the district reads out; nothing is written."""
    desk.must_be("station")
    desk.must(Right.SEND)
    with desk.store.read() as read:
        asked = own_request(read)
    claims = enrolment.read_approval(read_file(path, NOTE_LIMIT), asked).claims
    return Enrolled(claims.district, claims.name, enrolment.approval_fingerprint(claims, asked.claims))


def accept_approval(desk: Desk, path: Path) -> Enrolled:
    """Station: pin the district's keys. Call it only when the spoken digits were the same."""
    seen = look_at_approval(desk, path)
    data = read_file(path, NOTE_LIMIT)
    with desk.store.write() as write:
        if any(peer.code != seen.code for peer in exchanges.peers(write, "district")):
            raise DeskError(ErrorCode.ALREADY_ENROLLED)
        about = {"district": seen.code, "sha256": sha256(data).hexdigest()}
        at = log.at_of(write, write_line(desk, write, "enrolment.accepted", about=about))
        exchanges.put_peer(write, Peer(seen.code, "district", seen.name, desk.office.epoch, data, at))
    return seen


def own_request(connection: Connection) -> Signed[enrolment.Request]:
    """Return the request this station made. Raises NOT_ENROLLED."""
    made = office.value(connection, REQUEST)
    if made is None:
        raise DeskError(ErrorCode.NOT_ENROLLED)
    return enrolment.read_request(made)


def own_approval(connection: Connection) -> Signed[enrolment.Approval]:
    """Return the district's approval this station accepted. Raises NOT_ENROLLED."""
    districts = exchanges.peers(connection, "district")
    if not districts:
        raise DeskError(ErrorCode.NOT_ENROLLED)
    return enrolment.read_approval(districts[0].enrolment, own_request(connection))


def chain_of(connection: Connection, peer: Peer) -> Chain:
    """District: return what was accepted from a station in its present epoch."""
    taken = [row for row in exchanges.accepted(connection, peer.code) if row.epoch == peer.epoch]
    return Chain(
        station=peer.code,
        epoch=peer.epoch,
        notes=tuple(bytes.fromhex(row.note_sha256) for row in taken),
        leaves=tuple(exchanges.station_leaves(connection, peer.code)),
    )


def trust_version(connection: Connection, peer: Peer) -> int:
    """District: return the number of the newest approval issued to a station."""
    kept = office.value(connection, f"{APPROVAL}/{peer.code}")
    if kept is None:
        raise DeskError(ErrorCode.STORE_DAMAGED)
    return enrolment.read_approval(kept, enrolment.read_request(peer.enrolment)).claims.trust_version
