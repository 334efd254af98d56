"""Who opens the office. Owns wrapping and unwrapping of one person's keys under their passphrase (`vault.json`).

A slot holds what one person needs: the key and salt of the store, the same for all, and their own author seed, which no
colleague's passphrase opens. The file as a whole is sealed under a key derived from the store key, so only a signed-in
person can add or change a slot. An old copy of the file still opens with its old passphrase: a changed passphrase
protects from now on, not what was copied before. Must never read or write a file itself, and never tell of two causes
the wrong one: PASSPHRASE_WRONG is said only of a file whose checksum is right.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station_desk.domain.ids import PersonId
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.author import SEED_BYTES, Author
from station_desk.vault.cost import KEY_BYTES, SALT_BYTES, Cost, derive
from station_desk.vault.passphrase import check, key_bytes
from station_desk.vault.secret import Secret
from station_desk.vault.slots import ID_BYTES, NONCE_BYTES, Slot, VaultFile, read_vault

STORE_KEY_BYTES: Final = 32
STORE_SALT_BYTES: Final = 16
_SEAL_CONTEXT = b"station-desk/vault/v1"


@dataclass(frozen=True, slots=True)
class PersonSecrets:
    """What a signed-in person holds: the store's key (32 bytes) and salt (16), and their own author seed (32)."""

    store_key: Secret
    store_salt: Secret
    author_seed: Secret

    def wipe(self) -> None:
        """Wipe all three."""
        for secret in (self.store_key, self.store_salt, self.author_seed):
            secret.wipe()


def create(
    office: str, person: PersonId, passphrase: str, cost: Cost, avoid: Iterable[str] = ()
) -> tuple[bytes, PersonSecrets]:
    """Make the vault of a new office with its first person; gives the file's bytes and the keys now in force.

    `cost` comes from `cost.calibrate`; `avoid` are words that may not carry the passphrase (names of the office and
    the person).
    Errors: those of `passphrase.check`, MEMORY_SHORT.
    """
    check(passphrase, [office, *avoid])
    held = PersonSecrets(
        Secret(secrets.token_bytes(STORE_KEY_BYTES)),
        Secret(secrets.token_bytes(STORE_SALT_BYTES)),
        Secret(secrets.token_bytes(SEED_BYTES)),
    )
    slot = _wrap(office, secrets.token_hex(ID_BYTES), person, passphrase, cost, held)
    return _sealed(office, (slot,), held), held


def unlock(data: bytes, person: PersonId | None, passphrase: str) -> tuple[PersonId, PersonSecrets]:
    """Open one person's slot; None means the only one.

    PERSON_NEEDED (`count`), PERSON_UNKNOWN, PASSPHRASE_WRONG, VAULT_DAMAGED (`step`), VAULT_NEWER, MEMORY_SHORT.
    """
    vault = read_vault(data)
    slot = _slot_of(vault, person)
    held = _unwrap(vault.office, slot, passphrase)
    _prove(vault, held)
    return slot.person, held


def add_slot(
    data: bytes, held: PersonSecrets, person: PersonId, passphrase: str, avoid: Iterable[str] = ()
) -> tuple[bytes, bytes]:
    """Let one more person in, by leave of a signed-in one; gives the new file and the new person's author public key.

    Their author seed is made here and leaves only wrapped: nobody else ever holds it. The cost is the highest in the
    file.
    PERSON_EXISTS (`person`), VAULT_DAMAGED when `held` does not belong to this file, those of `passphrase.check`.
    """
    vault = read_vault(data)
    _prove(vault, held)
    if any(slot.person == person for slot in vault.slots):
        raise DeskError(ErrorCode.PERSON_EXISTS, person=person)
    check(passphrase, [vault.office, *avoid])
    theirs = replace(held, author_seed=Secret(secrets.token_bytes(SEED_BYTES)))
    slot = _wrap(vault.office, secrets.token_hex(ID_BYTES), person, passphrase, _highest_cost(vault.slots), theirs)
    public_key = Author(theirs.author_seed).public_key
    theirs.author_seed.wipe()
    return _sealed(vault.office, (*vault.slots, slot), held), public_key


def change_passphrase(data: bytes, person: PersonId, old: str, new: str, avoid: Iterable[str] = ()) -> bytes:
    """Wrap one person's keys anew under another passphrase and give the new file; the keys stay as they are.

    Errors: those of `unlock` for the old passphrase, of `passphrase.check` for the new one.
    """
    vault = read_vault(data)
    check(new, [vault.office, *avoid])
    before = _slot_of(vault, person)
    held = _unwrap(vault.office, before, old)
    _prove(vault, held)
    anew = _wrap(vault.office, before.id, person, new, _highest_cost(vault.slots), held)
    changed = _sealed(vault.office, tuple(anew if slot is before else slot for slot in vault.slots), held)
    held.wipe()
    return changed


def people(data: bytes) -> list[PersonId]:
    """List who has a slot, in order of joining; says nothing about the seal, which only `unlock` can prove."""
    return [slot.person for slot in read_vault(data).slots]


def _slot_of(vault: VaultFile, person: PersonId | None) -> Slot:
    if person is None and len(vault.slots) > 1:
        raise DeskError(ErrorCode.PERSON_NEEDED, count=len(vault.slots))
    for slot in vault.slots:
        if person in (None, slot.person):
            return slot
    raise DeskError(ErrorCode.PERSON_UNKNOWN)


def _wrap(office: str, slot_id: str, person: PersonId, passphrase: str, cost: Cost, held: PersonSecrets) -> Slot:
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    slot = Slot(slot_id, person, cost, salt, nonce, wrapped=b"")
    key = derive(key_bytes(passphrase), salt, cost)
    plain = held.store_key.reveal() + held.store_salt.reveal() + held.author_seed.reveal()
    return replace(slot, wrapped=ChaCha20Poly1305(key).encrypt(nonce, plain, slot.bound_to(office)))


def _unwrap(office: str, slot: Slot, passphrase: str) -> PersonSecrets:
    key = derive(key_bytes(passphrase), slot.salt, slot.cost)
    try:
        plain = ChaCha20Poly1305(key).decrypt(slot.nonce, slot.wrapped, slot.bound_to(office))
    except InvalidTag:
        raise DeskError(ErrorCode.PASSPHRASE_WRONG) from None
    salt_end = STORE_KEY_BYTES + STORE_SALT_BYTES
    return PersonSecrets(
        Secret(plain[:STORE_KEY_BYTES]), Secret(plain[STORE_KEY_BYTES:salt_end]), Secret(plain[salt_end:])
    )


def _highest_cost(slots: Sequence[Slot]) -> Cost:
    costs = [slot.cost for slot in slots]
    return Cost(
        max(cost.memory for cost in costs), max(cost.passes for cost in costs), max(cost.lanes for cost in costs)
    )


def _sealed(office: str, slots: tuple[Slot, ...], held: PersonSecrets) -> bytes:
    vault = VaultFile(office, slots)
    data = replace(vault, mac=_seal(vault, held)).to_bytes()
    read_vault(data)  # a file that nobody could open again (too many people) must not leave this module
    return data


def _prove(vault: VaultFile, held: PersonSecrets) -> None:
    if not hmac.compare_digest(vault.mac, _seal(vault, held)):
        raise DeskError(ErrorCode.VAULT_DAMAGED, step="seal")


def _seal(vault: VaultFile, held: PersonSecrets) -> bytes:
    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=_SEAL_CONTEXT).derive(held.store_key.reveal())
    return hmac.digest(key, vault.body(), "sha256")
