"""The form of the key file: damage and malice end in a known code, never in a wrong one, never in success."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault_offices import ASHA, ASHAS, BELA, BELAS, DEVICE, Tree, code_of, edited, rechecked, turned

from station_desk.errors import ErrorCode
from station_desk.vault import box, recovery
from station_desk.vault.cost import FLOOR
from station_desk.vault.keyring import Unlocked, add_slot, create, people, put_sheets, unlock
from station_desk.vault.secret import Secret

Made = tuple[bytes, Unlocked]


@pytest.fixture(scope="module")
def alone() -> Made:
    """An office with one person, at the floor of the cost."""
    return create("SAS", ASHA, ASHAS, DEVICE, FLOOR)


@pytest.fixture(scope="module")
def whole(alone: Made) -> bytes:
    """The same with a second person and three sheets."""
    data = add_slot(alone[0], alone[1].office, BELA, BELAS, DEVICE).data
    publics = {sheet: box.public_of(Secret(bytes([n]) * 32)) for n, sheet in enumerate(recovery.SHEETS)}
    return put_sheets(data, alone[1].office, publics)


def test_every_single_bit_flipped_is_damage(alone: Made) -> None:
    """No bit of the file can turn over without being told as damage: not as a wrong passphrase, not as success."""
    for place in range(len(alone[0])):
        for bit in range(8):
            changed = bytearray(alone[0])
            changed[place] ^= 1 << bit
            assert code_of(unlock, bytes(changed), None, ASHAS, DEVICE) is ErrorCode.VAULT_DAMAGED


def test_every_place_of_a_whole_file_is_checked(whole: bytes) -> None:
    """Sheets and pairs are under the checksum as well."""
    for place in range(0, len(whole), 37):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        assert code_of(people, bytes(changed)) is ErrorCode.VAULT_DAMAGED


def test_every_cut_and_addition_is_damage(alone: Made) -> None:
    """A file cut anywhere, or with anything behind or before it, is damage."""
    data, _ = alone
    for size in range(len(data)):
        assert code_of(unlock, data[:size], None, ASHAS, DEVICE) is ErrorCode.VAULT_DAMAGED
    for changed in (data + b"\n", b" " + data, data + data, b"\xef\xbb\xbf" + data, data.decode().encode("utf-16")):
        assert code_of(unlock, changed, None, ASHAS, DEVICE) is ErrorCode.VAULT_DAMAGED


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_end_in_a_code(data: bytes) -> None:
    """Nothing that may stand in the file raises anything but a known error."""
    assert code_of(unlock, data, None, ASHAS, DEVICE) is ErrorCode.VAULT_DAMAGED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(data=st.data())
def test_any_value_anywhere_ends_in_a_code(alone: Made, data: st.DataObject) -> None:
    """Each value replaced by any JSON at all, checksum put right: known errors only, and nothing opens."""
    tree = json.loads(alone[0])
    slot = tree["slots"][0]
    places: list[tuple[Tree, str]] = [(tree, name) for name in tree if name != "check"]
    places += [(slot, name) for name in slot]
    places += [(slot["kdf"], name) for name in slot["kdf"]]
    place, name = data.draw(st.sampled_from(places))
    value = data.draw(json_values.filter(lambda value: value != place[name]))
    place[name] = value
    code = code_of(unlock, rechecked(tree), None, ASHAS, DEVICE)
    later = name == "version" and type(value) is int and value > 1
    assert (code is ErrorCode.VAULT_NEWER) == later
    # Another office code or another cost within the bounds has the right form, so only the wrapping can tell.
    in_form = name == "office" or (name in ("m", "t", "p") and type(value) is int)
    assert code in (ErrorCode.VAULT_DAMAGED, ErrorCode.VAULT_NEWER) or in_form


@pytest.mark.parametrize(
    "data", [b"[" * 60_000, b'{"a":' * 10_000, b"1" * 60_000, b"x" * 300_000, b'{"check":"\\ud800","version":1}']
)
def test_hostile_json_is_damage(data: bytes) -> None:
    """Deep nesting, endless numbers, a file too large and a lone surrogate are damage, not a crash."""
    assert code_of(unlock, data, None, ASHAS, DEVICE) is ErrorCode.VAULT_DAMAGED


FIRST_PAIR, LAST_PAIR = "house_officer+nodal_officer", "nodal_officer+district"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda tree: tree.update(office="SAT"), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(id="f" * 32), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0]["kdf"].update(t=4), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0]["kdf"].update(p=1), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(wrapped=turned(tree["slots"][0]["wrapped"])), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(box=tree["slots"][1]["box"][:-2] + "00"), ErrorCode.PASSPHRASE_WRONG),
        (lambda tree: tree["slots"][0].update(root=turned(tree["slots"][0]["root"])), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][0].update(root=tree["slots"][1]["root"]), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][0].update(device="0" * 32), ErrorCode.DEVICE_KEY_OTHER),
        (lambda tree: tree.update(mac=turned(tree["mac"])), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree.update(store=turned(tree["store"])), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"].pop(), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"].reverse(), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][1].update(person="c" * 32), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][1].update(wrapped=turned(tree["slots"][1]["wrapped"])), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][1].update(root=tree["slots"][0]["root"]), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["slots"][1].update(box="00" * 1216), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["sheets"].update(district="00" * 1216), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree["pairs"].update({FIRST_PAIR: tree["pairs"][LAST_PAIR]}), ErrorCode.VAULT_DAMAGED),
        (lambda tree: tree.update(sheets={}, pairs={}), ErrorCode.VAULT_DAMAGED),
    ],
    ids=(
        "office slot-id passes lanes wrapped box root another's-root device mac store removed order other-name"
        " other-keys other-root other-box sheet pair no-sheets"
    ).split(),
)
def test_somebody_edited_the_file(whole: bytes, edit: Callable[[Tree], object], code: ErrorCode) -> None:
    """With the checksum put right, an edit of one's own slot fails to open it, any other breaks the seal."""
    assert code_of(unlock, edited(whole, edit), ASHA, ASHAS, DEVICE) is code


def test_slots_cannot_change_owners(whole: bytes) -> None:
    """Who renames a slot to a colleague does not become that colleague."""

    def swap(tree: Tree) -> None:
        first, second = tree["slots"]
        first["person"], second["person"] = second["person"], first["person"]

    assert code_of(unlock, edited(whole, swap), ASHA, BELAS, DEVICE) is ErrorCode.PASSPHRASE_WRONG


@pytest.mark.parametrize(
    "kdf",
    [{"m": 65_535}, {"m": 1_048_577}, {"m": True}, {"t": 2}, {"t": 11}, {"t": "3"}, {"p": 0}, {"p": 9}, {"p": None}],
)
def test_cost_outside_the_bounds_is_never_derived(alone: Made, kdf: Tree) -> None:
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
        lambda tree: tree["slots"][0].update(box=tree["slots"][1]["box"]),
        lambda tree: tree["slots"][0].update(box=tree["slots"][0]["box"][2:]),
        lambda tree: tree["slots"][0].update(root=tree["slots"][0]["root"] + "00"),
        lambda tree: tree["slots"][0].pop("root"),
        lambda tree: tree.update(office="sas"),
        lambda tree: tree.update(version=0),
        lambda tree: tree.update(version=True),
        lambda tree: tree["sheets"].update(auditor=tree["sheets"].pop("district")),
        lambda tree: tree["sheets"].pop("district"),
        lambda tree: tree["sheets"].update(district=tree["sheets"]["house_officer"]),
        lambda tree: tree["sheets"].update(district=tree["sheets"]["district"][2:]),
        lambda tree: tree["pairs"].pop(FIRST_PAIR),
        lambda tree: tree["pairs"].update({FIRST_PAIR: "00"}),
        lambda tree: tree["pairs"].update(more=tree["pairs"][FIRST_PAIR]),
        lambda tree: tree.update(sheets=[], pairs=[]),
    ],
)
def test_only_the_exact_form_is_read(whole: bytes, edit: Callable[[Tree], object]) -> None:
    """Nothing more, nothing less, nothing spelt otherwise."""
    assert code_of(people, edited(whole, edit)) is ErrorCode.VAULT_DAMAGED


def test_a_later_version_is_told_as_such(alone: Made) -> None:
    """A sound file of a newer program asks for that program, whatever else stands in it."""
    newer = edited(alone[0], lambda tree: tree.update(version=2, slots={"other": []}))
    assert code_of(unlock, newer, None, ASHAS, DEVICE) is ErrorCode.VAULT_NEWER


def test_a_file_too_large_to_read_again_is_never_made(alone: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person who would burst the file is not added; the office stays open for the others."""
    monkeypatch.setattr("station_desk.vault.slots.MOST_BYTES", len(alone[0]) + 10)
    assert code_of(add_slot, alone[0], alone[1].office, BELA, BELAS, DEVICE) is ErrorCode.VAULT_DAMAGED
    assert unlock(alone[0], None, ASHAS, DEVICE).person == ASHA
