"""Opening one person's slot, with the waiting after wrong passphrases. Owns `throttle.json`; opens no store.

The waiting is a courtesy to whoever finds somebody trying: what keeps a guesser out is the cost of each guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from station_desk.desk.key_file import device_key
from station_desk.domain.ids import PersonId
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import SystemClock
from station_desk.host.drives import read_file, write_file
from station_desk.vault import keyring, throttle
from station_desk.vault.keyring import Unlocked
from station_desk.vault.throttle import Failures

THROTTLE_FILE = "throttle.json"
FAILED = "sign_in.failed"
_LIMIT = 1 << 16
_NOBODY = ""  # who typed a name that is nobody's waits like everybody else


def open_slot(folder: Path, vaults: Sequence[bytes], person: str, passphrase: str) -> Unlocked:
    """Open a person's slot, in the key file or in a newer one that a power cut left waiting beside it.

    Raises PASSPHRASE_WRONG, PERSON_UNKNOWN, SIGN_IN_WAIT (`seconds`), DEVICE_KEY_MISSING, those of `keyring.unlock`.
    """
    known = any(person in keyring.people(vault) for vault in vaults)
    return open_any(folder, vaults, [person], passphrase, person if known else _NOBODY)


def open_any(folder: Path, vaults: Sequence[bytes], people: Sequence[str], passphrase: str, counted: str) -> Unlocked:
    """Open the first slot of these people that the passphrase opens; failures count against `counted`."""
    device = device_key(folder)
    must_not_wait(folder, device, counted)
    elsewhere: list[DeskError] = []
    for person in people:
        for vault in vaults:
            try:
                return keyring.unlock(vault, PersonId(person), passphrase, device)
            except DeskError as error:
                if error.code is ErrorCode.DEVICE_KEY_OTHER:
                    elsewhere.append(error)
                elif error.code not in (ErrorCode.PASSPHRASE_WRONG, ErrorCode.PERSON_UNKNOWN):
                    raise
    if len(elsewhere) == len(people) * len(vaults):
        raise elsewhere[0]
    count_failure(folder, device, counted)
    raise DeskError(ErrorCode.PASSPHRASE_WRONG)


def must_not_wait(folder: Path, device: bytes, person: str) -> None:
    """Refuse a try that comes too soon after wrong ones. Raises SIGN_IN_WAIT (`seconds`)."""
    if wait := _failures(folder, device).wait(person, SystemClock().now()):
        raise DeskError(ErrorCode.SIGN_IN_WAIT, seconds=wait)


@contextmanager
def counted(folder: Path, device: bytes, person: str) -> Iterator[None]:
    """Count a wrong passphrase of the block like one at the door, and let nobody try too soon. Raises SIGN_IN_WAIT."""
    must_not_wait(folder, device, person)
    try:
        yield
    except DeskError as error:
        if error.code is ErrorCode.PASSPHRASE_WRONG:
            count_failure(folder, device, person)
        raise


def count_failure(folder: Path, device: bytes, person: str) -> None:
    """Count a wrong passphrase; a disk that cannot keep the count does not open the desk either."""
    _keep(folder, device, _failures(folder, device).failed(person, SystemClock().now()))


def clear_failures(folder: Path, person: str) -> tuple[int, str]:
    """Forget a person's wrong tries, and those under no name; return how many there were and since when."""
    device = device_key(folder)
    failures = _failures(folder, device)
    told = failures.count(person) + failures.count(_NOBODY), failures.since(person) or failures.since(_NOBODY)
    if told[0] or failures.tampered:
        _keep(folder, device, failures.cleared(person).cleared(_NOBODY))
    return told


def _failures(folder: Path, device: bytes) -> Failures:
    path = folder / THROTTLE_FILE
    data: bytes | None
    try:
        data = read_file(path, _LIMIT)
    except DeskError as error:
        data = None if error.code is ErrorCode.FILE_MISSING else b""  # what cannot be read is not believed, nor a lock
    return throttle.read(data, device)


def _keep(folder: Path, device: bytes, failures: Failures) -> None:
    with suppress(DeskError):  # full or read-only: each guess still costs what it costs
        write_file(folder / THROTTLE_FILE, failures.to_bytes(device))
