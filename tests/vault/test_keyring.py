"""Who opens the office: making, opening and changing slots, and telling the causes apart."""

from __future__ import annotations

import hmac
import json
import unicodedata
from itertools import combinations

import pytest
from vault_offices import ASHA, ASHAS, BELA, BELAS, DEVICE, ELSEWHERE, NOBODY, WRONG, code_of, edited

from station_desk.errors import ErrorCode
from station_desk.vault import box, recovery
from station_desk.vault.author import Author, verify
from station_desk.vault.cost import FLOOR, Cost
from station_desk.vault.keyring import (
    NewSlot,
    OfficeSecrets,
    PersonSecrets,
    Unlocked,
    add_slot,
    boxes,
    change_passphrase,
    create,
    keep_slots,
    people,
    prints,
    put_sheets,
    recover,
    renew_slot,
    rotate,
    sheets,
    unlock,
)
from station_desk.vault.secret import Secret
from station_desk.vault.symmetric import opened

STORE = b"station-desk/vault/v1/store\nSAS"
NEW = "चाय में नमक किसने डाला"

Made = tuple[bytes, Unlocked]


@pytest.fixture(scope="module")
def alone() -> Made:
    """An office with one person, at the floor of the cost."""
    return create("SAS", ASHA, ASHAS, DEVICE, FLOOR)


@pytest.fixture(scope="module")
def pair(alone: Made) -> NewSlot:
    """The same office with a second person."""
    return add_slot(alone[0], alone[1].office, BELA, BELAS, DEVICE)


# --- the way it should go --------------------------------------------------------------------------


def test_the_only_person_needs_no_name(alone: Made) -> None:
    """With one slot the passphrase alone opens, and gives the keys that were made."""
    data, made = alone
    assert made.person == ASHA
    assert unlock(data, None, ASHAS, DEVICE) == made
    assert unlock(data, ASHA, ASHAS, DEVICE) == made
    office, personal = made.office, made.personal
    lengths = [office.root, office.store_key, office.store_salt, personal.author_seed, personal.box_seed]
    assert [len(secret.reveal()) for secret in lengths] == [32, 32, 16, 32, 32]


def test_both_open_the_same_office_with_keys_of_their_own(alone: Made, pair: NewSlot) -> None:
    """Two people share the office's keys, but neither can sign or open as the other; the publics are the new one's."""
    ashas, belas = unlock(pair.data, ASHA, ASHAS, DEVICE), unlock(pair.data, BELA, BELAS, DEVICE)
    assert ashas == alone[1]
    assert belas.office == ashas.office
    assert belas.personal.author_seed != ashas.personal.author_seed
    assert belas.personal.box_seed != ashas.personal.box_seed
    assert Author(belas.personal.author_seed).public_key == pair.author_public
    verify(pair.author_public, b"line", Author(belas.personal.author_seed).sign(b"line"))
    assert box.unseal(belas.personal.box_seed, box.seal(pair.box_public, b"note", b""), b"") == b"note"
    assert people(pair.data) == [ASHA, BELA]


def test_derived_keys(alone: Made) -> None:
    """One root, a key for each purpose, the same whoever opens; none of them the root."""
    office = alone[1].office
    assert len({office.root.reveal(), office.derived("anchor"), office.derived("backup"), office.derived("vault")}) == 4
    assert office.derived("anchor") == unlock(alone[0], None, ASHAS, DEVICE).office.derived("anchor")
    # HKDF-SHA256 of RFC 5869 computed by hand (hmac), so that a change of label or method is seen
    zeros = OfficeSecrets(Secret(bytes(32)), Secret(bytes(32)), Secret(bytes(16)))
    extracted = hmac.digest(bytes(32), bytes(32), "sha256")
    assert zeros.derived("anchor") == hmac.digest(extracted, b"station-desk/anchor\x01", "sha256")


def test_passphrase_typed_on_another_keyboard_opens(alone: Made) -> None:
    """NFD, NFC and a composed nukta are the same passphrase."""
    forms = {unicodedata.normalize("NFD", ASHAS), ASHAS.replace("ड\u093c", "\u095c"), ASHAS.replace(" ", "\u00a0")}
    assert len(forms) == 3
    for typed in forms:
        assert unlock(alone[0], None, typed, DEVICE) == alone[1]


def test_changed_passphrase(pair: NewSlot) -> None:
    """The new one opens the same keys, the old one no longer, a colleague's slot is untouched."""
    changed = change_passphrase(pair.data, BELA, BELAS, NEW, DEVICE)
    assert unlock(changed, BELA, NEW, DEVICE) == unlock(pair.data, BELA, BELAS, DEVICE)
    assert code_of(unlock, changed, BELA, BELAS, DEVICE) is ErrorCode.PASSPHRASE_WRONG
    assert unlock(changed, ASHA, ASHAS, DEVICE).person == ASHA
    before, after = json.loads(pair.data)["slots"], json.loads(changed)["slots"]
    assert before[0] == after[0]
    assert before[1]["id"] == after[1]["id"]
    assert before[1]["wrapped"] != after[1]["wrapped"]
    assert before[1]["kdf"]["salt"] != after[1]["kdf"]["salt"]


def test_a_calibrated_cost_is_kept_for_those_who_come_later() -> None:
    """The cost found at set-up is written down and used for the next person and the next passphrase too."""
    cost = Cost(FLOOR.memory, FLOOR.passes + 1, FLOOR.lanes)
    data, held = create("SAS", ASHA, ASHAS, DEVICE, cost)
    data = add_slot(data, held.office, BELA, BELAS, DEVICE).data
    data = change_passphrase(data, ASHA, ASHAS, BELAS + "!", DEVICE)
    for slot in json.loads(data)["slots"]:
        assert (slot["kdf"]["m"], slot["kdf"]["t"], slot["kdf"]["p"]) == (cost.memory, cost.passes, cost.lanes)


def test_a_reset_person_starts_with_new_keys(pair: NewSlot, alone: Made) -> None:
    """A reset makes new seeds under a new passphrase in the same place; the old passphrase and seeds are out."""
    before = unlock(pair.data, BELA, BELAS, DEVICE)
    renewed = renew_slot(pair.data, alone[1].office, BELA, NEW, DEVICE)
    after = unlock(renewed.data, BELA, NEW, DEVICE)
    assert after.office == before.office
    assert after.personal.author_seed != before.personal.author_seed
    assert after.personal.box_seed != before.personal.box_seed
    assert renewed.author_public == Author(after.personal.author_seed).public_key
    assert renewed.box_public == box.public_of(after.personal.box_seed)
    assert code_of(unlock, renewed.data, BELA, BELAS, DEVICE) is ErrorCode.PASSPHRASE_WRONG
    assert people(renewed.data) == [ASHA, BELA]
    assert json.loads(renewed.data)["slots"][0] == json.loads(pair.data)["slots"][0]


def test_who_has_no_slot_any_more_can_be_reset_too(alone: Made) -> None:
    """After a recovery nobody may have a slot that opens: a reset makes one."""
    renewed = renew_slot(alone[0], alone[1].office, BELA, BELAS, DEVICE)
    assert unlock(renewed.data, BELA, BELAS, DEVICE).office == alone[1].office
    assert people(renewed.data) == [ASHA, BELA]


def test_who_goes_takes_nothing_that_still_opens(pair: NewSlot) -> None:
    """Who went is unknown, root and store key are others, the salt and what is each one's own stays."""
    held = unlock(pair.data, BELA, BELAS, DEVICE)
    data, fresh = rotate(pair.data, held.office, ASHA)
    assert people(data) == [BELA]
    assert code_of(unlock, data, ASHA, ASHAS, DEVICE) is ErrorCode.PERSON_UNKNOWN
    belas = unlock(data, BELA, BELAS, DEVICE)
    assert belas.office == fresh
    assert belas.personal == held.personal
    assert (fresh.root == held.office.root, fresh.store_key == held.office.store_key) == (False, False)
    assert fresh.store_salt == held.office.store_salt
    before, after = json.loads(pair.data), json.loads(data)
    assert {**after["slots"][0], "root": ""} == {**before["slots"][1], "root": ""}
    assert after["store"] != before["store"]
    assert code_of(add_slot, data, held.office, ASHA, ASHAS, DEVICE) is ErrorCode.VAULT_DAMAGED
    assert unlock(pair.data, BELA, BELAS, DEVICE) == held  # the old file is as it was, until the store has changed too


def test_the_old_root_and_the_leavers_box_open_nothing_in_the_new_file(pair: NewSlot, alone: Made) -> None:
    """With all that a leaver had, neither the store's key nor a root comes out of the file that they no longer hold."""
    leaver = unlock(pair.data, BELA, BELAS, DEVICE)
    data, _ = rotate(pair.data, alone[1].office, BELA)
    tree = json.loads(data)
    context = f"station-desk/vault/v1/root\nSAS\n{tree['slots'][0]['id']}\n{ASHA}".encode()
    sealed = bytes.fromhex(tree["slots"][0]["root"])
    assert box.unseal(alone[1].personal.box_seed, sealed, context) != leaver.office.root.reveal()
    assert code_of(box.unseal, leaver.personal.box_seed, sealed, context) is ErrorCode.BOX_WRONG
    store = bytes.fromhex(tree["store"])
    assert opened(leaver.office.derived("store"), store, STORE) is None
    assert opened(alone[1].office.derived("store"), bytes.fromhex(json.loads(pair.data)["store"]), STORE) is not None


def test_sheets_open_the_new_root(pair: NewSlot, alone: Made) -> None:
    """Sheets printed before open what is in force, each two of them; their codes are not needed for it."""
    codes = {sheet: Secret(bytes([number]) * 16) for number, sheet in enumerate(recovery.SHEETS, 1)}
    publics = {sheet: box.public_of(recovery.box_seed(code, "SAS")) for sheet, code in codes.items()}
    data, fresh = rotate(put_sheets(pair.data, alone[1].office, publics), alone[1].office, BELA)
    assert sheets(data) == publics
    for first, second in combinations(recovery.SHEETS, 2):
        assert recover(data, codes[first], codes[second])[0] == fresh


def test_the_last_one_never_goes(pair: NewSlot, alone: Made) -> None:
    """Somebody keeps opening the office; who is not there cannot go."""
    data, fresh = rotate(pair.data, alone[1].office, ASHA)
    assert code_of(rotate, data, fresh, BELA) is ErrorCode.LAST_SLOT
    assert code_of(rotate, data, fresh, ASHA) is ErrorCode.PERSON_UNKNOWN


def test_a_slot_is_known_by_what_its_passphrase_wraps(pair: NewSlot, alone: Made) -> None:
    """Another passphrase gives another hash to this slot alone; another root to none."""
    held = alone[1].office
    before = prints(pair.data)
    changed = prints(change_passphrase(pair.data, BELA, BELAS, NEW, DEVICE))
    assert (changed[ASHA], set(changed)) == (before[ASHA], set(before))
    assert changed[BELA] != before[BELA]
    assert prints(rotate(pair.data, held)[0]) == before


def test_only_the_slots_that_are_named_stay(pair: NewSlot, alone: Made) -> None:
    """Whose slot is left out comes in no more, the others as before; none at all, or with other keys, is refused."""
    held = alone[1].office
    kept = keep_slots(pair.data, held, {ASHA})
    assert people(kept) == [ASHA]
    assert unlock(kept, ASHA, ASHAS, DEVICE).office.root == held.root
    for act, code in (
        (lambda: unlock(kept, BELA, BELAS, DEVICE), ErrorCode.PERSON_UNKNOWN),
        (lambda: keep_slots(pair.data, held, set()), ErrorCode.LAST_SLOT),
        (
            lambda: keep_slots(pair.data, create("SAS", ASHA, ASHAS, DEVICE, FLOOR)[1].office, {ASHA}),
            ErrorCode.VAULT_DAMAGED,
        ),
    ):
        assert code_of(act) is code


def test_keys_in_hand_become_the_new_ones() -> None:
    """Whoever holds the office's keys holds the new ones after `become`; the old bytes are wiped."""
    held = OfficeSecrets(Secret(b"r" * 32), Secret(b"k" * 32), Secret(b"s" * 16))
    former = (held.root, held.store_key, held.store_salt)
    fresh = OfficeSecrets(Secret(b"R" * 32), Secret(b"K" * 32), Secret(b"s" * 16))
    held.become(fresh)
    assert (held.root.reveal(), held.store_key.reveal(), held.store_salt.reveal()) == (b"R" * 32, b"K" * 32, b"s" * 16)
    assert [repr(secret) for secret in former] == ["Secret(wiped)"] * 3


def test_whose_boxes_stand_in_the_file(pair: NewSlot, alone: Made) -> None:
    """The caller can hold the boxes against the record before it has a new root sealed to them."""
    assert boxes(pair.data) == {ASHA: box.public_of(alone[1].personal.box_seed), BELA: pair.box_public}


def test_nothing_secret_in_file_or_repr(alone: Made, pair: NewSlot) -> None:
    """No key stands in the file in any plain spelling, and what is held prints nothing."""
    made = alone[1]
    for secret in (made.office.root, made.office.store_key, made.office.store_salt, made.personal.author_seed):
        for spelling in (secret.reveal(), secret.reveal().hex().encode()):
            assert spelling not in pair.data
        assert secret.reveal().hex() not in repr(made)
    assert DEVICE.hex().encode() not in pair.data
    assert repr(made).count("Secret(…)") == 5


def test_two_offices_share_nothing() -> None:
    """The same person with the same passphrase on the same PC has other keys, salts and nonces in another office."""
    first, second = create("SAS", ASHA, ASHAS, DEVICE, FLOOR), create("SAS", ASHA, ASHAS, DEVICE, FLOOR)
    assert first[1].office.root != second[1].office.root
    assert first[1].office.store_key != second[1].office.store_key
    trees = [json.loads(data) for data, _ in (first, second)]
    assert trees[0]["store"][:24] != trees[1]["store"][:24]
    assert trees[0]["slots"][0]["wrapped"][:24] != trees[1]["slots"][0]["wrapped"][:24]
    assert trees[0]["slots"][0]["kdf"]["salt"] != trees[1]["slots"][0]["kdf"]["salt"]


def test_wiped_keys_are_gone() -> None:
    """Locking wipes what the office and what the person holds."""
    office = OfficeSecrets(Secret(b"r" * 32), Secret(b"k" * 32), Secret(b"s" * 16))
    personal = PersonSecrets(Secret(b"a" * 32), Secret(b"b" * 32))
    office.wipe()
    personal.wipe()
    assert (repr(office).count("wiped"), repr(personal).count("wiped")) == (3, 2)
    with pytest.raises(ValueError):
        office.derived("anchor")


# --- the ways it should not go -----------------------------------------------------------------------


def test_wrong_passphrase(pair: NewSlot) -> None:
    """A wrong one, a colleague's, an empty one and a broken sign are the same: wrong."""
    for person, typed in ((ASHA, WRONG), (ASHA, BELAS), (BELA, ASHAS), (ASHA, ""), (ASHA, "\ud800")):
        assert code_of(unlock, pair.data, person, typed, DEVICE) is ErrorCode.PASSPHRASE_WRONG


def test_a_stolen_copy_does_not_open_elsewhere(alone: Made) -> None:
    """Without this PC's device key the right passphrase opens nothing, and that cause is told."""
    assert code_of(unlock, alone[0], ASHA, ASHAS, ELSEWHERE) is ErrorCode.DEVICE_KEY_OTHER
    assert code_of(change_passphrase, alone[0], ASHA, ASHAS, NEW, ELSEWHERE) is ErrorCode.DEVICE_KEY_OTHER


def test_the_device_key_is_part_of_the_lock(alone: Made) -> None:
    """Who forges the print of the device key has gained nothing: the key itself is needed."""
    elsewhere = json.loads(create("SAS", ASHA, ASHAS, ELSEWHERE, FLOOR)[0])
    forged = edited(alone[0], lambda tree: tree["slots"][0].update(device=elsewhere["slots"][0]["device"]))
    assert code_of(unlock, forged, ASHA, ASHAS, ELSEWHERE) is ErrorCode.PASSPHRASE_WRONG


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_device_key_of_another_length_is_a_bug(size: int) -> None:
    """A short one would be a weak part of the lock."""
    with pytest.raises(ValueError):
        create("SAS", ASHA, ASHAS, bytes(size), FLOOR)


def test_who_is_it(pair: NewSlot) -> None:
    """With two people a name is needed, and an unknown one is told without any derivation."""
    assert code_of(unlock, pair.data, None, ASHAS, DEVICE) is ErrorCode.PERSON_NEEDED
    assert code_of(unlock, pair.data, NOBODY, ASHAS, DEVICE) is ErrorCode.PERSON_UNKNOWN
    assert code_of(change_passphrase, pair.data, NOBODY, ASHAS, BELAS, DEVICE) is ErrorCode.PERSON_UNKNOWN


def test_nobody_joins_twice(alone: Made) -> None:
    """A second slot for the same person would leave their old passphrase alive."""
    assert code_of(add_slot, alone[0], alone[1].office, ASHA, BELAS, DEVICE) is ErrorCode.PERSON_EXISTS


def test_a_stranger_changes_nothing(alone: Made) -> None:
    """Keys of another office do not open the door from inside."""
    data, (_, strangers) = alone[0], create("SAS", ASHA, ASHAS, DEVICE, FLOOR)
    for act, arguments in (
        (add_slot, (strangers.office, BELA, BELAS, DEVICE)),
        (renew_slot, (strangers.office, ASHA, BELAS, DEVICE)),
        (rotate, (strangers.office, ASHA)),
    ):
        assert code_of(act, data, *arguments) is ErrorCode.VAULT_DAMAGED


def test_weak_passphrases_make_no_slot(alone: Made) -> None:
    """The rules hold on every way in: founding, joining, changing, resetting; words to avoid and the code included."""
    data, held = alone[0], alone[1].office
    weak, short = "policepolicepolice", "kurz"
    own, avoid = "Manjari Tomar Hathras Gate", ("Hathras Gate", "Manjari Tomar")
    assert code_of(add_slot, data, held, BELA, short, DEVICE) is ErrorCode.PASSPHRASE_SHORT
    for typed, words in ((weak, ()), (own, avoid)):
        assert code_of(create, "SAS", ASHA, typed, DEVICE, FLOOR, words) is ErrorCode.PASSPHRASE_COMMON
        assert code_of(add_slot, data, held, BELA, typed, DEVICE, words) is ErrorCode.PASSPHRASE_COMMON
        assert code_of(renew_slot, data, held, ASHA, typed, DEVICE, words) is ErrorCode.PASSPHRASE_COMMON
        assert code_of(change_passphrase, data, ASHA, ASHAS, typed, DEVICE, words) is ErrorCode.PASSPHRASE_COMMON


def test_wrong_old_passphrase_changes_nothing(alone: Made) -> None:
    """Changing asks for the old one and believes only that."""
    assert code_of(change_passphrase, alone[0], ASHA, WRONG, BELAS, DEVICE) is ErrorCode.PASSPHRASE_WRONG
