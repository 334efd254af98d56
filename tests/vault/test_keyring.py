"""Who opens the office: wrapping, unwrapping and telling the causes apart."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_desk.domain.ids import PersonId
from station_desk.domain.log import canonical
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.author import Author, verify
from station_desk.vault.cost import FLOOR, Cost
from station_desk.vault.keyring import PersonSecrets, add_slot, change_passphrase, create, people, unlock
from station_desk.vault.secret import Secret

ASHA, BELA, NOBODY = PersonId("a" * 32), PersonId("b" * 32), PersonId("0" * 32)
ASHAS = "नीली चिड़िया पेड़ पर बैठी"
BELAS = "kya baat hai bhai sahab"
WRONG = "kya baat hai bhai saheb"

Tree = dict[str, Any]


@pytest.fixture(scope="module")
def alone() -> tuple[bytes, PersonSecrets]:
    """An office with one person, at the floor of the cost."""
    return create("SAS", ASHA, ASHAS, FLOOR)


@pytest.fixture(scope="module")
def pair(alone: tuple[bytes, PersonSecrets]) -> tuple[bytes, bytes]:
    """The same office with a second person; and that person's author public key."""
    return add_slot(*alone, BELA, BELAS)


def code_of(act: Callable[..., object], *arguments: object) -> ErrorCode:
    """Run an act that must end in a known error and give its code."""
    with pytest.raises(DeskError) as caught:
        act(*arguments)
    return caught.value.code


# --- the way it should go --------------------------------------------------------------------------


def test_the_only_person_needs_no_name(alone: tuple[bytes, PersonSecrets]) -> None:
    """With one slot the passphrase alone opens, and gives the keys that were made."""
    data, made = alone
    person, held = unlock(data, None, ASHAS)
    assert person == ASHA
    assert held == made
    assert (len(held.store_key.reveal()), len(held.store_salt.reveal())) == (32, 16)
    assert unlock(data, ASHA, ASHAS)[1] == made


def test_both_open_the_same_store_with_pens_of_their_own(
    alone: tuple[bytes, PersonSecrets], pair: tuple[bytes, bytes]
) -> None:
    """Two people share the store's key but neither can sign as the other; the public key given is the new person's."""
    data, public_key = pair
    (_, ashas), (_, belas) = unlock(data, ASHA, ASHAS), unlock(data, BELA, BELAS)
    assert ashas == alone[1]
    assert (ashas.store_key, ashas.store_salt) == (belas.store_key, belas.store_salt)
    assert ashas.author_seed != belas.author_seed
    assert Author(belas.author_seed).public_key == public_key
    verify(public_key, b"line", Author(belas.author_seed).sign(b"line"))
    assert people(data) == [ASHA, BELA]


def test_passphrase_typed_on_another_keyboard_opens(alone: tuple[bytes, PersonSecrets]) -> None:
    """NFD, NFC and a composed nukta are the same passphrase."""
    forms = {unicodedata.normalize("NFD", ASHAS), ASHAS.replace("ड\u093c", "\u095c"), ASHAS.replace(" ", "\u00a0")}
    assert len(forms) == 3
    for typed in forms:
        assert unlock(alone[0], None, typed)[1] == alone[1]


def test_changed_passphrase(pair: tuple[bytes, bytes]) -> None:
    """The new one opens the same keys, the old one no longer, a colleague's slot is untouched."""
    data, _ = pair
    changed = change_passphrase(data, BELA, BELAS, "चाय में नमक किसने डाला")
    assert unlock(changed, BELA, "चाय में नमक किसने डाला")[1] == unlock(data, BELA, BELAS)[1]
    assert code_of(unlock, changed, BELA, BELAS) is ErrorCode.PASSPHRASE_WRONG
    assert unlock(changed, ASHA, ASHAS)[0] == ASHA
    before, after = json.loads(data), json.loads(changed)
    assert before["slots"][0] == after["slots"][0]
    assert before["slots"][1]["id"] == after["slots"][1]["id"]
    for fresh in ("nonce", "wrapped"):
        assert before["slots"][1][fresh] != after["slots"][1][fresh]


def test_a_calibrated_cost_is_kept_for_those_who_come_later() -> None:
    """The cost found at set-up is written down and used for the next person and the next passphrase too."""
    cost = Cost(FLOOR.memory, FLOOR.passes + 1, FLOOR.lanes)
    data, held = create("SAS", ASHA, ASHAS, cost)
    data, _ = add_slot(data, held, BELA, BELAS)
    data = change_passphrase(data, ASHA, ASHAS, BELAS + "!")
    for slot in json.loads(data)["slots"]:
        assert (slot["kdf"]["m"], slot["kdf"]["t"], slot["kdf"]["p"]) == (cost.memory, cost.passes, cost.lanes)


def test_nothing_secret_in_file_or_repr(alone: tuple[bytes, PersonSecrets]) -> None:
    """No key stands in the file in any plain spelling, and the held keys print nothing."""
    data, held = alone
    for secret in (held.store_key, held.store_salt, held.author_seed):
        for spelling in (secret.reveal(), secret.reveal().hex().encode()):
            assert spelling not in data
        assert secret.reveal().hex() not in repr(held)
    assert repr(held).count("Secret(…)") == 3


def test_two_offices_share_nothing() -> None:
    """The same person with the same passphrase elsewhere has other keys, salts and nonces."""
    first, second = create("SAS", ASHA, ASHAS, FLOOR), create("SAS", ASHA, ASHAS, FLOOR)
    assert first[1].store_key != second[1].store_key
    trees = [json.loads(data)["slots"][0] for data, _ in (first, second)]
    assert trees[0]["nonce"] != trees[1]["nonce"]
    assert trees[0]["kdf"]["salt"] != trees[1]["kdf"]["salt"]


def test_wiped_keys_are_gone() -> None:
    """Locking wipes all three."""
    held = PersonSecrets(Secret(b"k" * 32), Secret(b"s" * 16), Secret(b"a" * 32))
    held.wipe()
    assert repr(held).count("wiped") == 3


# --- the ways it should not go -----------------------------------------------------------------------


def test_wrong_passphrase(pair: tuple[bytes, bytes]) -> None:
    """A wrong one, a colleague's, an empty one and a broken sign are the same: wrong."""
    data, _ = pair
    for person, typed in ((ASHA, WRONG), (ASHA, BELAS), (BELA, ASHAS), (ASHA, ""), (ASHA, "\ud800")):
        assert code_of(unlock, data, person, typed) is ErrorCode.PASSPHRASE_WRONG


def test_who_is_it(pair: tuple[bytes, bytes]) -> None:
    """With two people a name is needed, and an unknown one is told without any derivation."""
    data, _ = pair
    assert code_of(unlock, data, None, ASHAS) is ErrorCode.PERSON_NEEDED
    assert code_of(unlock, data, NOBODY, ASHAS) is ErrorCode.PERSON_UNKNOWN
    assert code_of(change_passphrase, data, NOBODY, ASHAS, BELAS) is ErrorCode.PERSON_UNKNOWN


def test_nobody_joins_twice(alone: tuple[bytes, PersonSecrets]) -> None:
    """A second slot for the same person would leave their old passphrase alive."""
    assert code_of(add_slot, *alone, ASHA, BELAS) is ErrorCode.PERSON_EXISTS


def test_a_stranger_cannot_add_anybody(alone: tuple[bytes, PersonSecrets]) -> None:
    """Keys of another office do not open the door from inside."""
    _, strangers = create("SAS", ASHA, ASHAS, FLOOR)
    assert code_of(add_slot, alone[0], strangers, BELA, BELAS) is ErrorCode.VAULT_DAMAGED


def test_weak_passphrases_make_no_slot(alone: tuple[bytes, PersonSecrets]) -> None:
    """The rules hold on every way in: founding, joining, changing; words to avoid and the office's code included."""
    data, held = alone
    weak, short = "policepolicepolice", "kurz"
    assert code_of(create, "SAS", ASHA, weak, FLOOR) is ErrorCode.PASSPHRASE_COMMON
    assert code_of(add_slot, data, held, BELA, short) is ErrorCode.PASSPHRASE_SHORT
    assert code_of(change_passphrase, data, ASHA, ASHAS, weak) is ErrorCode.PASSPHRASE_COMMON
    own = "Manjari Tomar Hathras Gate"
    avoid = ("Hathras Gate", "Manjari Tomar")
    assert code_of(create, "SAS", ASHA, own, FLOOR, avoid) is ErrorCode.PASSPHRASE_COMMON
    assert code_of(add_slot, data, held, BELA, own, avoid) is ErrorCode.PASSPHRASE_COMMON
    assert code_of(change_passphrase, data, ASHA, ASHAS, own, avoid) is ErrorCode.PASSPHRASE_COMMON


def test_wrong_old_passphrase_changes_nothing(alone: tuple[bytes, PersonSecrets]) -> None:
    """Changing asks for the old one and believes only that."""
    assert code_of(change_passphrase, alone[0], ASHA, WRONG, BELAS) is ErrorCode.PASSPHRASE_WRONG


# --- damage and malice -------------------------------------------------------------------------------


def test_every_single_bit_flipped_is_damage(alone: tuple[bytes, PersonSecrets]) -> None:
    """No bit of the file can turn over without being told as damage: not as a wrong passphrase, not as success."""
    data, _ = alone
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            assert code_of(unlock, bytes(changed), None, ASHAS) is ErrorCode.VAULT_DAMAGED


def test_every_cut_and_addition_is_damage(alone: tuple[bytes, PersonSecrets]) -> None:
    """A file cut anywhere, or with anything behind or before it, is damage."""
    data, _ = alone
    for size in range(len(data)):
        assert code_of(unlock, data[:size], None, ASHAS) is ErrorCode.VAULT_DAMAGED
    for changed in (data + b"\n", b" " + data, data + data, b"\xef\xbb\xbf" + data, data.decode().encode("utf-16")):
        assert code_of(unlock, changed, None, ASHAS) is ErrorCode.VAULT_DAMAGED


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_end_in_a_code(data: bytes) -> None:
    """Nothing that may stand in the file raises anything but a known error."""
    assert code_of(unlock, data, None, ASHAS) is ErrorCode.VAULT_DAMAGED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def rechecked(tree: Tree) -> bytes:
    """Write a tree with a right checksum, as somebody who wants to be believed would."""
    rest = {name: value for name, value in tree.items() if name != "check"}
    try:
        return canonical({**rest, "check": hashlib.sha256(canonical(rest)).hexdigest()})
    except (TypeError, ValueError):
        return json.dumps(tree).encode()  # a value that canonical JSON does not know


@given(data=st.data())
def test_any_value_anywhere_ends_in_a_code(alone: tuple[bytes, PersonSecrets], data: st.DataObject) -> None:
    """Each value replaced by any JSON at all, checksum put right: known errors only, and nothing opens."""
    tree = json.loads(alone[0])
    slot = tree["slots"][0]
    places: list[tuple[Tree, str]] = [(tree, "office"), (tree, "slots"), (tree, "version"), (tree, "mac")]
    places += [(slot, name) for name in ("id", "person", "kdf", "nonce", "wrapped")]
    places += [(slot["kdf"], name) for name in slot["kdf"]]
    place, name = data.draw(st.sampled_from(places))
    value = data.draw(json_values.filter(lambda value: value != place[name]))
    place[name] = value
    code = code_of(unlock, rechecked(tree), None, ASHAS)
    later = name == "version" and type(value) is int and value > 1
    assert (code is ErrorCode.VAULT_NEWER) == later
    # Another office code or another cost within the bounds has the right form, so only the wrapping can tell.
    in_form = name == "office" or (name in ("m", "t", "p") and type(value) is int)
    assert code is not ErrorCode.PASSPHRASE_WRONG or in_form


@pytest.mark.parametrize(
    "data", [b"[" * 60_000, b'{"a":' * 10_000, b"1" * 60_000, b"x" * 70_000, b'{"check":"\\ud800","version":1}']
)
def test_hostile_json_is_damage(data: bytes) -> None:
    """Deep nesting, endless numbers, a file too large and a lone surrogate are damage, not a crash."""
    assert code_of(unlock, data, None, ASHAS) is ErrorCode.VAULT_DAMAGED


def edited(data: bytes, edit: Callable[[Tree], object]) -> bytes:
    """Change the tree and put the checksum right, as somebody who wants to be believed would."""
    tree = json.loads(data)
    edit(tree)
    return rechecked(tree)


def turned(value: str) -> str:
    """Turn over the last digit of a hexadecimal value."""
    return value[:-1] + ("0" if value[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda tree: tree.update(office="SAT"), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(id="f" * 32), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0]["kdf"].update(t=4), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0]["kdf"].update(p=1), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(wrapped=turned(tree["slots"][0]["wrapped"])), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(nonce=turned(tree["slots"][0]["nonce"])), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree.update(mac=turned(tree["mac"])), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"].pop(), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"].reverse(), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][1].update(person="c" * 32), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][1].update(wrapped=turned(tree["slots"][1]["wrapped"])), ErrorCode.VAULT_DAMAGED),
    ],
    ids="office slot-id passes lanes wrapped nonce mac removed order other-name other-keys".split(),
)
def test_somebody_edited_the_file(pair: tuple[bytes, bytes], edit: Callable[[Tree], object], code: ErrorCode) -> None:
    """With the checksum put right, an edit of one's own slot fails to open it, any other breaks the seal."""
    assert code_of(unlock, edited(pair[0], edit), ASHA, ASHAS) is code


def test_slots_cannot_change_owners(pair: tuple[bytes, bytes]) -> None:
    """Who renames a slot to a colleague does not become that colleague."""

    def swap(tree: Tree) -> None:
        first, second = tree["slots"]
        first["person"], second["person"] = second["person"], first["person"]

    assert code_of(unlock, edited(pair[0], swap), ASHA, BELAS) is ErrorCode.PASSPHRASE_WRONG


@pytest.mark.parametrize(
    "kdf",
    [{"m": 65_535}, {"m": 1_048_577}, {"m": True}, {"t": 2}, {"t": 11}, {"t": "3"}, {"p": 0}, {"p": 9}, {"p": None}],
)
def test_cost_outside_the_bounds_is_never_derived(alone: tuple[bytes, PersonSecrets], kdf: Tree) -> None:
    """A downgraded or freezing cost is refused on reading, although the checksum is right."""
    changed = edited(alone[0], lambda tree: tree["slots"][0]["kdf"].update(kdf))
    assert code_of(people, changed) is ErrorCode.VAULT_DAMAGED


@pytest.mark.parametrize(
    "edit",
    [
        lambda tree: tree.update(extra=1),
        lambda tree: tree["slots"][0].update(extra=1),
        lambda tree: tree["slots"][0]["kdf"].update(extra=1),
        lambda tree: tree["slots"][0]["kdf"].update(name="scrypt"),
        lambda tree: tree.update(slots=[]),
        lambda tree: tree["slots"].append(tree["slots"][0]),
        lambda tree: tree["slots"][0].update(person="A" * 32),
        lambda tree: tree["slots"][0].update(person="a" * 31),
        lambda tree: tree.update(office="sas"),
        lambda tree: tree.update(version=0),
        lambda tree: tree.update(version=True),
    ],
)
def test_only_the_exact_form_is_read(alone: tuple[bytes, PersonSecrets], edit: Callable[[Tree], object]) -> None:
    """Nothing more, nothing less, nothing spelt otherwise."""
    assert code_of(people, edited(alone[0], edit)) is ErrorCode.VAULT_DAMAGED


def test_a_later_version_is_told_as_such(alone: tuple[bytes, PersonSecrets]) -> None:
    """A sound file of a newer program asks for that program, whatever else stands in it."""
    newer = edited(alone[0], lambda tree: tree.update(version=2, recovery={"slots": []}))
    assert code_of(unlock, newer, None, ASHAS) is ErrorCode.VAULT_NEWER


def test_a_file_too_large_to_read_again_is_never_made(
    alone: tuple[bytes, PersonSecrets], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person who would burst the file is not added; the office stays open for the others."""
    monkeypatch.setattr("station_desk.vault.slots.MOST_BYTES", len(alone[0]) + 10)
    assert code_of(add_slot, *alone, BELA, BELAS) is ErrorCode.VAULT_DAMAGED
    assert unlock(alone[0], None, ASHAS)[0] == ASHA
