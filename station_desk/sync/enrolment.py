"""How a station and its district come to know each other's keys (FORMAT 11, 12): request, approval, spoken fingerprint.

Owns the two notes and the digits. A file proves only that its maker holds the keys in it; who that is, people settle by
reading the fingerprint to each other. Must never take keys as trusted by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import note
from station_desk.sync.keys import OfficeKeys, PublicKeys
from station_desk.sync.note import Signed
from station_desk.sync.values import ED25519, HASH, MLDSA65, NUMBER, OFFICE, POSITIVE, SEALING, TEXT, TIME, Value

_GROUPS = 6
_GROUP_BYTES = 5

_KEYS: tuple[tuple[str, Value], ...] = (("ed25519", ED25519), ("ml-dsa-65", MLDSA65), ("sealing", SEALING))


@dataclass(frozen=True, slots=True)
class Request:
    """What a station asks with: who it is, its keys, and the log its epoch goes on from (FORMAT 11.1)."""

    station: str
    name: str
    epoch: int
    ed25519: bytes
    ml_dsa_65: bytes
    sealing: bytes
    from_size: int
    from_root: bytes
    created: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """What a district answers with: who it is, its keys, and which request it approves (FORMAT 11.2)."""

    district: str
    name: str
    ed25519: bytes
    ml_dsa_65: bytes
    sealing: bytes
    request_sha256: bytes
    station: str
    epoch: int
    from_size: int
    from_root: bytes
    trust_version: int
    created: datetime


REQUEST = note.Kind(
    first_line="station-desk/enrolment-request/v1",
    claims=Request,
    fields=(
        ("station", OFFICE),
        ("name", TEXT),
        ("epoch", POSITIVE),
        *_KEYS,
        ("from-size", NUMBER),
        ("from-root", HASH),
        ("created", TIME),
    ),
    signer="station",
)
APPROVAL = note.Kind(
    first_line="station-desk/enrolment-approval/v1",
    claims=Approval,
    fields=(
        ("district", OFFICE),
        ("name", TEXT),
        *_KEYS,
        ("request-sha256", HASH),
        ("station", OFFICE),
        ("epoch", POSITIVE),
        ("from-size", NUMBER),
        ("from-root", HASH),
        ("trust-version", POSITIVE),
        ("created", TIME),
    ),
    signer="district",
)


def make_request(
    station: str, name: str, epoch: int, from_size: int, from_root: bytes, created: datetime, keys: OfficeKeys
) -> bytes:
    """Return the request of a station, signed with the keys it brings.

    `name` is one line in NFC, at most 120 characters, else ValueError.
    """
    public = keys.public
    request = Request(
        station=station,
        name=name,
        epoch=epoch,
        ed25519=public.ed25519,
        ml_dsa_65=public.mldsa65,
        sealing=public.sealing,
        from_size=from_size,
        from_root=from_root,
        created=created,
    )
    return note.write(REQUEST, request, keys)


def read_request(data: bytes) -> Signed[Request]:
    """Parse a request and check that its maker holds its keys.

    Raises DeskError `note-malformed`, `bundle-newer`, `signature-wrong`.
    """
    unverified = note.read(REQUEST, data)
    return note.verify(unverified, keys_of(unverified.claims))


def make_approval(
    district: str, name: str, request: Signed[Request], trust_version: int, created: datetime, keys: OfficeKeys
) -> bytes:
    """Return the approval of a request whose fingerprint has been compared (FORMAT 12.2).

    `name` as in `make_request`.
    """
    public = keys.public
    approval = Approval(
        district=district,
        name=name,
        ed25519=public.ed25519,
        ml_dsa_65=public.mldsa65,
        sealing=public.sealing,
        request_sha256=request.hash,
        station=request.claims.station,
        epoch=request.claims.epoch,
        from_size=request.claims.from_size,
        from_root=request.claims.from_root,
        trust_version=trust_version,
        created=created,
    )
    return note.write(APPROVAL, approval, keys)


def read_approval(data: bytes, request: Signed[Request]) -> Signed[Approval]:
    """Parse an approval and check that it answers this station's own request (FORMAT 11.2).

    Raises DeskError `note-malformed`, `bundle-newer`, `signature-wrong`, `enrolment-not-ours`.
    """
    unverified = note.read(APPROVAL, data)
    approval = note.verify(unverified, keys_of(unverified.claims))
    answered, asked = approval.claims, request.claims
    if (answered.request_sha256, answered.station, answered.epoch, answered.from_size, answered.from_root) != (
        request.hash,
        asked.station,
        asked.epoch,
        asked.from_size,
        asked.from_root,
    ):
        raise DeskError(ErrorCode.ENROLMENT_NOT_OURS, station=answered.station, epoch=answered.epoch)
    return approval


def keys_of(claims: Request | Approval) -> PublicKeys:
    """Return the key set that a request or an approval brings.

    Raises DeskError `note-malformed` when a key has the right length and is none.
    """
    try:
        return PublicKeys(ed25519=claims.ed25519, mldsa65=claims.ml_dsa_65, sealing=claims.sealing)
    except ValueError:
        raise DeskError(ErrorCode.NOTE_MALFORMED, field="keys") from None


def request_fingerprint(request: Request) -> str:
    """Return the digits spoken before the district approves: `12345 67890 …`, six groups of five (FORMAT 12.2)."""
    who = f"{request.station}\n{request.epoch}\n".encode()
    return _digits(b"station-desk/fingerprint/request/v1\n" + who + keys_of(request).raw)


def approval_fingerprint(approval: Approval, request: Request) -> str:
    """Return the digits spoken before the station accepts the approval, over both key sets (FORMAT 12.3)."""
    district = f"{approval.district}\n".encode() + keys_of(approval).raw
    station = f"{request.station}\n{request.epoch}\n".encode() + keys_of(request).raw
    return _digits(b"station-desk/fingerprint/approval/v1\n" + district + station)


def request_file_name(request: Request) -> str:
    """Return the name for people; no rule depends on it."""
    return f"{request.station.lower()}-e{request.epoch}.sde"


def approval_file_name(approval: Approval) -> str:
    """Return the name for people; no rule depends on it."""
    return f"{approval.station.lower()}-e{approval.epoch}.sda"


def _digits(data: bytes) -> str:
    digest = sha256(data).digest()
    groups = (digest[at : at + _GROUP_BYTES] for at in range(0, _GROUPS * _GROUP_BYTES, _GROUP_BYTES))
    return " ".join(f"{int.from_bytes(group, 'big') % 100_000:05d}" for group in groups)
