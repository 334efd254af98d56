"""The people of the office: who may be named as receiving her, who signs in. Owns their adding; rights come later."""

from __future__ import annotations

from dataclasses import dataclass, field

from station_desk.desk.journal import write_line
from station_desk.desk.ports import VAULT_FILE, VAULT_LIMIT, Desk
from station_desk.domain.ids import PersonId
from station_desk.domain.log import Part, canonical
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import new_id
from station_desk.host.drives import read_file, write_file
from station_desk.host.paths import read_resource
from station_desk.store import office
from station_desk.vault import keyring
from station_desk.vault.passphrase import offer, read_words

PERSON_ADDED = "person.added"
PERSON_NAMED = "person.named"
WORDS = "lists/passphrase-words.txt"


def person_parts(id: str, name: str, rank: str, key: bytes) -> dict[Part, bytes]:
    """Return the parts of the line that introduces a person and, where they sign in, the key they sign with.

    With a key the line is of kind `person.added` (FORMAT 7.7), without one `person.named`.
    """
    told = {"name": name, "person": id, "rank": rank}
    return {Part.DISTRICT: canonical({**told, "key": key.hex()} if key else told)}


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """A new colleague."""

    id: str
    changed: frozenset[str] = field(default=frozenset({"people"}))


def add(desk: Desk, name: str, rank: str, woman: bool, passphrase: str = "") -> PersonAdded:
    """Add a colleague; with a passphrase they can sign in and write in their own name.

    The store is written first: a power cut before the key file leaves a colleague who cannot sign in yet, never a slot
    of nobody. Raises NAME_NEEDED, PASSPHRASE_SHORT, PASSPHRASE_COMMON.
    """
    name, rank = " ".join(name.split()), " ".join(rank.split())
    if not name:
        raise DeskError(ErrorCode.NAME_NEEDED)
    id, vault, key = new_id(), b"", b""
    path = desk.folder / VAULT_FILE
    if passphrase:
        before = read_file(path, VAULT_LIMIT)
        vault, key = keyring.add_slot(before, desk.secrets, PersonId(id), passphrase, [desk.office.name, name])
    with desk.store.write() as write:
        write_line(
            desk,
            write,
            PERSON_ADDED if key else PERSON_NAMED,
            record=id,
            revision=1,
            parts=person_parts(id, name, rank, key),
        )
        office.add_person(write, office.PersonRow(id, name, rank, woman, bool(passphrase), key, True))
    if vault:
        write_file(path, vault)
    return PersonAdded(id)


def offer_passphrase() -> str:
    """Return a new passphrase of six plain words, for whoever would rather not think one up."""
    return offer(read_words(read_resource(WORDS)))
