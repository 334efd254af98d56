"""Who opens the office. Owns the making, opening and changing of the key file (`vault.json`), as bytes.

One random root opens the office: the store's key is shut under it, and what else the office keeps secret is derived
from it. The root stands only in slots and pairs of sheets. A slot holds one person's own seeds, under their passphrase
and this PC's device key, and the root sealed to the box of one of these seeds; no colleague's passphrase opens them. A
pair holds the root for two recovery sheets together. The file as a whole is sealed under the root, so only one who
holds it can change anything; when somebody goes who knew it, another takes its place (`rotate`). An old copy still
opens with what opened it then: a changed passphrase, a new root or a replaced sheet protects from now on, not what was
copied before. Must never read or write a file itself, and never tell of two causes the wrong one: PASSPHRASE_WRONG is
said only of a file whose checksum is right, with the device key that the slot was made with.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from station_desk.domain.ids import PersonId
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault import box, recovery
from station_desk.vault.author import SEED_BYTES, Author
from station_desk.vault.cost import SALT_BYTES, Cost, derive
from station_desk.vault.passphrase import check, key_bytes
from station_desk.vault.secret import Secret
from station_desk.vault.slots import (
    DEVICE_PRINT_BYTES,
    ID_BYTES,
    PAIRS,
    ROOT_BYTES,
    STORE_BYTES,
    Slot,
    VaultFile,
    damaged,
    pair_name,
    read_vault,
)
from station_desk.vault.symmetric import expand, opened, shut

STORE_KEY_BYTES: Final = 32
DEVICE_KEY_BYTES: Final = 32
_STORE_CONTEXT = b"station-desk/vault/v1/store\n"
_ROOT_CONTEXT = b"station-desk/vault/v1/root\n"
_PAIR_CONTEXT = b"station-desk/vault/v1/pair\n"


@dataclass(slots=True)
class OfficeSecrets:
    """What everybody who is in holds alike: the root (32 bytes), the store's key (32) and salt (16).

    They change while the office is open in one way only, `become`.
    """

    root: Secret
    store_key: Secret
    store_salt: Secret

    def derived(self, label: str) -> bytes:
        """Make the office's 32-byte key of one purpose from the root: HKDF-SHA256, info `station-desk/` + label."""
        return expand(self.root.reveal(), label)

    def become(self, other: OfficeSecrets) -> None:
        """Take over the keys of `other`, which is not used after, and wipe those held so far."""
        former = OfficeSecrets(self.root, self.store_key, self.store_salt)
        self.root, self.store_key, self.store_salt = other.root, other.store_key, other.store_salt
        former.wipe()

    def wipe(self) -> None:
        """Wipe all three."""
        for secret in (self.root, self.store_key, self.store_salt):
            secret.wipe()


@dataclass(frozen=True, slots=True)
class PersonSecrets:
    """What one person alone holds: the seeds (32 bytes each) of their pen and of their box."""

    author_seed: Secret
    box_seed: Secret

    @classmethod
    def from_bytes(cls, plain: bytes) -> PersonSecrets:
        """Take both apart again."""
        return cls(Secret(plain[:SEED_BYTES]), Secret(plain[SEED_BYTES:]))

    def to_bytes(self) -> bytes:
        """Put both together, to be shut away."""
        return self.author_seed.reveal() + self.box_seed.reveal()

    def wipe(self) -> None:
        """Wipe both."""
        self.author_seed.wipe()
        self.box_seed.wipe()


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Who came in, and the keys now in force."""

    person: PersonId
    office: OfficeSecrets
    personal: PersonSecrets


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A key file with somebody's new slot, and the public keys (32 and 1216 bytes) that belong to it."""

    data: bytes
    author_public: bytes
    box_public: bytes


def create(
    office: str, person: PersonId, passphrase: str, device_key: bytes, cost: Cost, avoid: Iterable[str] = ()
) -> tuple[bytes, Unlocked]:
    """Make the vault of a new office with its first person; gives the file's bytes and the keys now in force.

    `device_key` are 32 random bytes of this PC; `cost` comes from `cost.calibrate`; `avoid` are words that may not
    carry the passphrase (names of the office and the person).
    Errors: those of `passphrase.check`, MEMORY_SHORT; a device key that is not 32 bytes is a bug here and below
    (ValueError).
    """
    check(passphrase, [office, *avoid])
    root = secrets.token_bytes(ROOT_BYTES)
    store = secrets.token_bytes(STORE_BYTES)
    held, personal = _office_secrets(root, store), _new_personal()
    slot = _wrap(office, secrets.token_hex(ID_BYTES), person, passphrase, device_key, cost, held, personal)
    vault = VaultFile(office, _shut_store(office, held), (slot,), {}, {})
    return _sealed(vault, held), Unlocked(person, held, personal)


def unlock(data: bytes, person: PersonId | None, passphrase: str, device_key: bytes) -> Unlocked:
    """Open one person's slot; None means the only one.

    PERSON_NEEDED (`count`), PERSON_UNKNOWN, PASSPHRASE_WRONG, DEVICE_KEY_OTHER when the slot was made with another
    device key, VAULT_DAMAGED (`step`), VAULT_NEWER, MEMORY_SHORT.
    """
    vault = read_vault(data)
    return _unwrap(vault, _slot_of(vault, person), passphrase, device_key)


def add_slot(
    data: bytes,
    held: OfficeSecrets,
    person: PersonId,
    passphrase: str,
    device_key: bytes,
    avoid: Iterable[str] = (),
) -> NewSlot:
    """Let one more person in, by leave of a signed-in one.

    Their seeds are made here and leave only wrapped: nobody else ever holds them. The cost is the highest in the file.
    PERSON_EXISTS (`person`), VAULT_DAMAGED when `held` does not belong to this file, those of
    `passphrase.check`, MEMORY_SHORT.
    """
    vault = _proven(data, held)
    if any(slot.person == person for slot in vault.slots):
        raise DeskError(ErrorCode.PERSON_EXISTS, person=person)
    return _let_in(vault, held, person, passphrase, device_key, avoid)


def renew_slot(
    data: bytes,
    held: OfficeSecrets,
    person: PersonId,
    passphrase: str,
    device_key: bytes,
    avoid: Iterable[str] = (),
) -> NewSlot:
    """Reset one person: a new slot with new seeds, in place of theirs or, where they have none, behind the others.

    What was sealed to their old box stays shut for them. Errors: those of `add_slot`, but for PERSON_EXISTS.
    """
    return _let_in(_proven(data, held), held, person, passphrase, device_key, avoid)


def rotate(data: bytes, held: OfficeSecrets, without: PersonId | None = None) -> tuple[bytes, OfficeSecrets]:
    """Let somebody (or nobody) in no longer and change what was known: a new root and store key (its salt stays).

    The new root is sealed to the box of everybody who stays and to each pair of sheets; passphrases, seeds and sheets
    stay as they are. Gives the new file and the keys that go with it; `held` stays good for the old file and store.
    Whose the boxes in the file are is for the caller to know (`boxes`). PERSON_UNKNOWN, LAST_SLOT, BOX_WRONG when a
    box is none, VAULT_DAMAGED when `held` does not belong to this file.
    """
    vault = _proven(data, held)
    removed = _slot_of(vault, without) if without else None
    if removed and len(vault.slots) == 1:
        raise DeskError(ErrorCode.LAST_SLOT)
    store = secrets.token_bytes(STORE_KEY_BYTES) + held.store_salt.reveal()
    fresh = _office_secrets(secrets.token_bytes(ROOT_BYTES), store)
    slots = tuple(_with_root(vault.office, slot, fresh) for slot in vault.slots if slot is not removed)
    anew = replace(vault, store=_shut_store(vault.office, fresh), slots=slots)
    return _sealed(replace(anew, pairs=_pairs(vault.office, vault.sheets, fresh)), fresh), fresh


def keep_slots(data: bytes, held: OfficeSecrets, people: Collection[PersonId]) -> bytes:
    """Leave out the slots of everybody but these, without any change of keys. LAST_SLOT when none would be left."""
    vault = _proven(data, held)
    slots = tuple(slot for slot in vault.slots if slot.person in people)
    if not slots:
        raise DeskError(ErrorCode.LAST_SLOT)
    return _sealed(replace(vault, slots=slots), held)


def change_passphrase(
    data: bytes, person: PersonId, old: str, new: str, device_key: bytes, avoid: Iterable[str] = ()
) -> bytes:
    """Wrap one person's keys anew under another passphrase and give the new file; the keys stay as they are.

    Errors: those of `unlock` for the old passphrase, of `passphrase.check` for the new one.
    """
    vault = read_vault(data)
    check(new, [vault.office, *avoid])
    slot, cost = _slot_of(vault, person), _highest(slot.cost for slot in vault.slots)
    found = _unwrap(vault, slot, old, device_key)
    anew = _wrap(vault.office, slot.id, slot.person, new, device_key, cost, found.office, found.personal)
    slots = tuple(anew if other is slot else other for other in vault.slots)
    changed = _sealed(replace(vault, slots=slots), found.office)
    found.office.wipe()
    found.personal.wipe()
    return changed


def put_sheets(data: bytes, held: OfficeSecrets, publics: Mapping[str, bytes]) -> bytes:
    """Put the box public keys of recovery sheets in place of those known, and give the new file.

    Once all three are known the root is sealed to each two of them; the codes themselves are never needed, so one sheet
    is replaced without the others. A name outside `recovery.SHEETS`, or one key for two sheets, is a bug (ValueError).
    BOX_WRONG for a key that is none, VAULT_DAMAGED when `held` does not belong to this file.
    """
    vault = _proven(data, held)
    known = {**vault.sheets, **publics}
    if not set(known) <= set(recovery.SHEETS) or len(set(known.values())) < len(known):
        raise ValueError("three sheets, each with a key of its own")
    pairs = _pairs(vault.office, known, held)
    for public in publics.values():
        box.seal(public, b"", b"")  # refuses what is no key also while not all are known
    return _sealed(replace(vault, sheets=known, pairs=pairs), held)


def sheets(data: bytes) -> dict[str, bytes]:
    """Give the box public key of each sheet that was issued; says nothing about the seal."""
    return dict(read_vault(data).sheets)


def whose_sheet(data: bytes, code: Secret) -> str:
    """Tell which sheet of this office a code is, as a drill does; RECOVERY_SHEET_OTHER when it is none in force."""
    return _whose(read_vault(data), code)


def recover(data: bytes, first: Secret, second: Secret) -> tuple[OfficeSecrets, tuple[str, str]]:
    """Open the office with the codes of two sheets, in either order and without device key; gives whose they were.

    RECOVERY_SHEET_OTHER, RECOVERY_SAME_SHEET (`sheet`), RECOVERY_UNFINISHED (`known`) when not all three were issued,
    VAULT_DAMAGED (`step`), VAULT_NEWER.
    """
    vault = read_vault(data)
    codes = {_whose(vault, code): code for code in (first, second)}
    if len(codes) == 1:
        raise DeskError(ErrorCode.RECOVERY_SAME_SHEET, sheet=next(iter(codes)))
    if not vault.pairs:
        raise DeskError(ErrorCode.RECOVERY_UNFINISHED, known=len(vault.sheets))
    one, other = (sheet for sheet in recovery.SHEETS if sheet in codes)
    first_seed, second_seed = (recovery.box_seed(codes[sheet], vault.office) for sheet in (one, other))
    context = _pair_context(vault.office, one, other)
    try:
        root = box.unseal_with_both(first_seed, second_seed, vault.pairs[pair_name(one, other)], context)
    except DeskError:
        raise damaged("pair") from None
    finally:
        first_seed.wipe()
        second_seed.wipe()
    given = tuple(codes)
    return _opened_office(vault, root), (given[0], given[1])


def prove(data: bytes, held: OfficeSecrets) -> None:
    """Refuse a key file that does not belong to these keys. VAULT_DAMAGED (`step`), VAULT_NEWER."""
    _proven(data, held)


def people(data: bytes) -> list[PersonId]:
    """List who has a slot, in order of joining; says nothing about the seal, which only `unlock` can prove."""
    return [slot.person for slot in read_vault(data).slots]


def prints(data: bytes) -> dict[PersonId, str]:
    """Give a hash of each slot as its passphrase wrapped it, whatever the root; says nothing about the seal."""
    return {slot.person: slot.print() for slot in read_vault(data).slots}


def boxes(data: bytes) -> dict[PersonId, bytes]:
    """Give the box public key that stands in each slot; says nothing about the seal."""
    return {slot.person: slot.box for slot in read_vault(data).slots}


def _slot_of(vault: VaultFile, person: PersonId | None) -> Slot:
    if person is None and len(vault.slots) > 1:
        raise DeskError(ErrorCode.PERSON_NEEDED, count=len(vault.slots))
    for slot in vault.slots:
        if person in (None, slot.person):
            return slot
    raise DeskError(ErrorCode.PERSON_UNKNOWN)


def _let_in(
    vault: VaultFile, held: OfficeSecrets, person: PersonId, passphrase: str, device_key: bytes, avoid: Iterable[str]
) -> NewSlot:
    check(passphrase, [vault.office, *avoid])
    personal, cost = _new_personal(), _highest(slot.cost for slot in vault.slots)
    fresh = _wrap(vault.office, secrets.token_hex(ID_BYTES), person, passphrase, device_key, cost, held, personal)
    kept = tuple(fresh if slot.person == person else slot for slot in vault.slots)
    slots = kept if fresh in kept else (*kept, fresh)
    new = NewSlot(
        _sealed(replace(vault, slots=slots), held),
        Author(personal.author_seed).public_key,
        box.public_of(personal.box_seed),
    )
    personal.wipe()
    return new


def _wrap(
    office: str,
    slot_id: str,
    person: PersonId,
    passphrase: str,
    device_key: bytes,
    cost: Cost,
    held: OfficeSecrets,
    personal: PersonSecrets,
) -> Slot:
    salt = secrets.token_bytes(SALT_BYTES)
    public = box.public_of(personal.box_seed)
    slot = Slot(slot_id, person, _device_print(device_key), public, cost, salt, wrapped=b"", root=b"")
    wrapped = shut(_slot_key(slot, passphrase, device_key), personal.to_bytes(), slot.bound_to(office))
    return _with_root(office, replace(slot, wrapped=wrapped), held)


def _with_root(office: str, slot: Slot, held: OfficeSecrets) -> Slot:
    return replace(slot, root=box.seal(slot.box, held.root.reveal(), _root_context(office, slot)))


def _unwrap(vault: VaultFile, slot: Slot, passphrase: str, device_key: bytes) -> Unlocked:
    if not hmac.compare_digest(slot.device, _device_print(device_key)):
        raise DeskError(ErrorCode.DEVICE_KEY_OTHER)
    plain = opened(_slot_key(slot, passphrase, device_key), slot.wrapped, slot.bound_to(vault.office))
    if plain is None:
        raise DeskError(ErrorCode.PASSPHRASE_WRONG)
    personal = PersonSecrets.from_bytes(plain)
    try:
        if box.public_of(personal.box_seed) != slot.box:
            raise damaged("box")
        held = _opened_office(vault, _root_of(vault.office, slot, personal))
    except BaseException:
        personal.wipe()
        raise
    return Unlocked(slot.person, held, personal)


def _root_of(office: str, slot: Slot, personal: PersonSecrets) -> bytes:
    try:
        return box.unseal(personal.box_seed, slot.root, _root_context(office, slot))
    except DeskError:
        raise damaged("root") from None


def _slot_key(slot: Slot, passphrase: str, device_key: bytes) -> bytes:
    return expand(derive(key_bytes(passphrase), slot.salt, slot.cost) + device_key, "slot")


def _device_print(device_key: bytes) -> bytes:
    if len(device_key) != DEVICE_KEY_BYTES:
        raise ValueError("a device key has 32 bytes")
    return expand(device_key, "device")[:DEVICE_PRINT_BYTES]


def _new_personal() -> PersonSecrets:
    return PersonSecrets(Secret(secrets.token_bytes(SEED_BYTES)), Secret(secrets.token_bytes(box.BOX_SEED_BYTES)))


def _office_secrets(root: bytes, store: bytes) -> OfficeSecrets:
    return OfficeSecrets(Secret(root), Secret(store[:STORE_KEY_BYTES]), Secret(store[STORE_KEY_BYTES:]))


def _shut_store(office: str, held: OfficeSecrets) -> bytes:
    store = held.store_key.reveal() + held.store_salt.reveal()
    return shut(held.derived("store"), store, _STORE_CONTEXT + office.encode())


def _pairs(office: str, known: Mapping[str, bytes], held: OfficeSecrets) -> dict[str, bytes]:
    """Seal the root to each two sheets, as soon as all three are known."""
    if len(known) < len(recovery.SHEETS):
        return {}
    root = held.root.reveal()
    return {
        pair_name(one, other): box.seal_to_both(known[one], known[other], root, _pair_context(office, one, other))
        for one, other in PAIRS
    }


def _opened_office(vault: VaultFile, root: bytes) -> OfficeSecrets:
    """Prove the seal with a root just found and open the store's key with it."""
    _prove(vault, root)
    store = opened(expand(root, "store"), vault.store, _STORE_CONTEXT + vault.office.encode())
    if store is None:
        raise damaged("store")
    return _office_secrets(root, store)


def _whose(vault: VaultFile, code: Secret) -> str:
    seed = recovery.box_seed(code, vault.office)
    public = box.public_of(seed)
    seed.wipe()
    for sheet, known in vault.sheets.items():
        if known == public:
            return sheet
    raise DeskError(ErrorCode.RECOVERY_SHEET_OTHER)


def _root_context(office: str, slot: Slot) -> bytes:
    return _ROOT_CONTEXT + f"{office}\n{slot.id}\n{slot.person}".encode()


def _pair_context(office: str, first: str, second: str) -> bytes:
    return _PAIR_CONTEXT + f"{office}\n{pair_name(first, second)}".encode()


def _highest(costs: Iterable[Cost]) -> Cost:
    all_costs: Sequence[Cost] = tuple(costs)
    return Cost(
        max(cost.memory for cost in all_costs),
        max(cost.passes for cost in all_costs),
        max(cost.lanes for cost in all_costs),
    )


def _proven(data: bytes, held: OfficeSecrets) -> VaultFile:
    vault = read_vault(data)
    _prove(vault, held.root.reveal())
    return vault


def _prove(vault: VaultFile, root: bytes) -> None:
    if not hmac.compare_digest(vault.mac, _seal(vault, root)):
        raise damaged("seal")


def _sealed(vault: VaultFile, held: OfficeSecrets) -> bytes:
    data = replace(vault, mac=_seal(vault, held.root.reveal())).to_bytes()
    read_vault(data)  # a file that nobody could open again (too many people) must not leave this module
    return data


def _seal(vault: VaultFile, root: bytes) -> bytes:
    return hmac.digest(expand(root, "vault"), vault.body(), "sha256")
