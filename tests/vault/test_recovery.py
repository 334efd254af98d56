"""The three sheets: their digits, and what two of them open."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vault_offices import ASHA, ASHAS, BELA, BELAS, DEVICE, ELSEWHERE, code_of, edited, refusal

from station_desk.errors import ErrorCode
from station_desk.vault import box
from station_desk.vault.author import Author
from station_desk.vault.cost import FLOOR
from station_desk.vault.keyring import Unlocked, create, put_sheets, recover, renew_slot, sheets, unlock, whose_sheet
from station_desk.vault.recovery import SHEETS, author_seed, box_seed, digits, new_code, read_digits
from station_desk.vault.secret import Secret

codes = st.binary(min_size=16, max_size=16).map(Secret)
CODE = {sheet: Secret(bytes([n]) * 16) for n, sheet in enumerate(SHEETS)}
FRESH = Secret(b"fresh" + bytes(11))
HOUSE, NODAL, DISTRICT = (CODE[sheet] for sheet in SHEETS)


def public(code: Secret, office: str = "SAS") -> bytes:
    """Give the box public key of a code."""
    return box.public_of(box_seed(code, office))


@pytest.fixture(scope="module")
def made() -> tuple[bytes, Unlocked]:
    """An office with one person and no sheet."""
    return create("SAS", ASHA, ASHAS, DEVICE, FLOOR)


@pytest.fixture(scope="module")
def issued(made: tuple[bytes, Unlocked]) -> bytes:
    """The same with all three sheets."""
    return put_sheets(made[0], made[1].office, {sheet: public(code) for sheet, code in CODE.items()})


# --- digits ------------------------------------------------------------------------------------------


def test_known_digits() -> None:
    """What is on paper somewhere must be read for ever: 16 bits times 11, plus the place."""
    code = Secret(bytes.fromhex("00000001ffff00020003000400050006"))
    assert digits(code) == "000000 000012 720887 000025 000037 000049 000061 000073"
    assert read_digits(digits(code)) == code


@given(codes)
def test_digits_come_back(code: Secret) -> None:
    """Every code is read again, however its digits are parted and in whichever script they are typed."""
    printed = digits(code)
    assert re.fullmatch(r"\d{6}( \d{6}){7}", printed)
    devanagari = printed.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    for typed in (printed, devanagari, printed.replace(" ", ""), printed.replace(" ", "-"), f"\n {printed}\u00a0\n"):
        assert read_digits(typed) == code


@given(code=codes, place=st.integers(0, 47), other=st.integers(1, 9))
def test_any_wrong_digit_is_found(code: Secret, place: int, other: int) -> None:
    """One mistyped digit is told with its group."""
    typed = list(digits(code).replace(" ", ""))
    typed[place] = str((int(typed[place]) + other) % 10)
    error = refusal(read_digits, "".join(typed))
    assert (error.code, error.facts) == (ErrorCode.RECOVERY_GROUP, {"group": place // 6 + 1})


@given(code=codes, place=st.integers(0, 46))
def test_any_swapped_neighbours_are_found(code: Secret, place: int) -> None:
    """Two neighbouring digits in the wrong order are told, also across two groups."""
    typed = list(digits(code).replace(" ", ""))
    typed[place], typed[place + 1] = typed[place + 1], typed[place]
    if typed == list(digits(code).replace(" ", "")):
        assert read_digits("".join(typed)) == code
    else:
        assert refusal(read_digits, "".join(typed)).facts == {"group": place // 6 + 1}


@given(code=codes, places=st.sets(st.integers(0, 7), min_size=2, max_size=2))
def test_any_swapped_groups_are_found(code: Secret, places: set[int]) -> None:
    """Two groups in each other's place are told, whatever stands in them."""
    first, second = sorted(places)
    groups = digits(code).split()
    groups[first], groups[second] = groups[second], groups[first]
    assert refusal(read_digits, " ".join(groups)).facts == {"group": first + 1}


@given(st.text(max_size=80))
def test_any_text_ends_in_a_code(text: str) -> None:
    """What is no sheet is told as such, with the number of digits in it."""
    if (count := sum(sign.isdecimal() for sign in text)) != 48:
        error = refusal(read_digits, text)
        assert (error.code, error.facts) == (ErrorCode.RECOVERY_DIGITS, {"count": count})


def test_too_few_too_many_and_too_large() -> None:
    """A digit lost or doubled is counted; a group above 16 bits is wrong although its remainder is right."""
    printed = digits(HOUSE)
    assert refusal(read_digits, printed[1:]).facts == {"count": 47}
    assert refusal(read_digits, printed + "0").facts == {"count": 49}
    assert refusal(read_digits, f"{65536 * 11:06d}{printed[6:]}").facts == {"group": 1}


def test_codes_are_of_their_own() -> None:
    """No two codes are alike, and none shows in its repr."""
    first, second = new_code(), new_code()
    assert first != second
    assert len(first.reveal()) == 16
    assert first.reveal().hex() not in repr(first)


def test_keys_of_a_code() -> None:
    """Box and pen have different seeds, other ones in each office."""
    seeds = [make(HOUSE, office).reveal() for make in (box_seed, author_seed) for office in ("SAS", "HTS")]
    assert len(set(seeds)) == 4
    assert {len(seed) for seed in seeds} == {32}
    assert len(Author(author_seed(HOUSE, "SAS")).public_key) == 32


# --- what two sheets open ----------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2), (1, 0), (2, 0), (2, 1)])
def test_any_two_sheets_open(issued: bytes, made: tuple[bytes, Unlocked], pair: tuple[int, int]) -> None:
    """Each two of three, in either order, give the office's keys without passphrase and device key."""
    first, second = SHEETS[pair[0]], SHEETS[pair[1]]
    office, whose = recover(issued, read_digits(digits(CODE[first])), CODE[second])
    assert office == made[1].office
    assert whose == (first, second)


def test_recovered_office_lets_somebody_in_again(issued: bytes) -> None:
    """After a recovery on another PC a person is reset there; their new slot opens with its device key."""
    office, _ = recover(issued, HOUSE, DISTRICT)
    renewed = renew_slot(issued, office, ASHA, BELAS, ELSEWHERE)
    assert unlock(renewed.data, ASHA, BELAS, ELSEWHERE).office == office
    assert recover(renewed.data, NODAL, DISTRICT)[0] == office  # the sheets still hold


def test_one_sheet_opens_nothing(issued: bytes, made: tuple[bytes, Unlocked]) -> None:
    """The same sheet twice is told as such, and no single seed opens a pair."""
    error = refusal(recover, issued, HOUSE, HOUSE)
    assert (error.code, error.facts) == (ErrorCode.RECOVERY_SAME_SHEET, {"sheet": "house_officer"})
    for sealed in json.loads(issued)["pairs"].values():
        for code in CODE.values():
            for context in (b"", b"station-desk/vault/v1/pair\nSAS\n"):
                assert code_of(box.unseal, box_seed(code, "SAS"), bytes.fromhex(sealed), context) is ErrorCode.BOX_WRONG
    assert made[1].office.root.reveal().hex().encode() not in issued


def test_a_drill_tells_whose_sheet_it_is(issued: bytes) -> None:
    """Each code is known; somebody else's, or this one's of another office, is not."""
    assert [whose_sheet(issued, code) for code in CODE.values()] == list(SHEETS)
    assert code_of(whose_sheet, issued, FRESH) is ErrorCode.RECOVERY_SHEET_OTHER
    assert code_of(recover, issued, HOUSE, FRESH) is ErrorCode.RECOVERY_SHEET_OTHER
    other, unlocked = create("HTS", BELA, BELAS, DEVICE, FLOOR)
    other = put_sheets(
        other, unlocked.office, {sheet: public(FRESH if n else HOUSE) for n, sheet in enumerate(SHEETS[:2])}
    )
    assert code_of(whose_sheet, other, NODAL) is ErrorCode.RECOVERY_SHEET_OTHER


def test_a_lost_sheet_is_replaced_without_the_others(issued: bytes, made: tuple[bytes, Unlocked]) -> None:
    """Only the new sheet's public key is needed; the lost one no longer counts, the other two go on as they are."""
    replaced = put_sheets(issued, made[1].office, {"nodal_officer": public(FRESH)})
    for first, second in ((HOUSE, FRESH), (FRESH, DISTRICT), (HOUSE, DISTRICT)):
        assert recover(replaced, first, second)[0] == made[1].office
    assert code_of(recover, replaced, HOUSE, NODAL) is ErrorCode.RECOVERY_SHEET_OTHER
    assert sheets(replaced) == {**sheets(issued), "nodal_officer": public(FRESH)}


def test_sheets_one_by_one(made: tuple[bytes, Unlocked]) -> None:
    """Until all three are known a drill works but nothing opens, and that is told."""
    data, office = made[0], made[1].office
    assert sheets(data) == {}
    assert code_of(whose_sheet, data, HOUSE) is ErrorCode.RECOVERY_SHEET_OTHER
    for sheet in SHEETS[:2]:
        data = put_sheets(data, office, {sheet: public(CODE[sheet])})
    assert whose_sheet(data, NODAL) == "nodal_officer"
    error = refusal(recover, data, HOUSE, NODAL)
    assert (error.code, error.facts) == (ErrorCode.RECOVERY_UNFINISHED, {"known": 2})
    data = put_sheets(data, office, {"district": public(DISTRICT)})
    assert recover(data, HOUSE, NODAL)[0] == office


def test_only_sheets_with_keys_of_their_own(issued: bytes, made: tuple[bytes, Unlocked]) -> None:
    """A fourth sheet and one key for two are bugs; bytes that are no key and a stranger's leave are refused."""
    office = made[1].office
    for publics in ({"auditor": public(FRESH)}, {"district": public(HOUSE)}):
        with pytest.raises(ValueError):
            put_sheets(issued, office, publics)
    assert code_of(put_sheets, made[0], office, {"district": b"\xff" * box.PUBLIC_BYTES}) is ErrorCode.BOX_WRONG
    assert code_of(put_sheets, issued, office, {"district": bytes(3)}) is ErrorCode.BOX_WRONG
    stranger = create("SAS", ASHA, ASHAS, DEVICE, FLOOR)[1].office
    assert code_of(put_sheets, issued, stranger, {"district": public(FRESH)}) is ErrorCode.VAULT_DAMAGED


def test_an_edited_file_is_not_recovered(issued: bytes) -> None:
    """A pair that was exchanged, a slot taken out or a forged seal is damage, although the checksum was put right."""
    first, second = "house_officer+nodal_officer", "house_officer+district"
    exchanged = edited(issued, lambda tree: tree["pairs"].update({first: tree["pairs"][second]}))
    error = refusal(recover, exchanged, HOUSE, NODAL)
    assert (error.code, error.facts) == (ErrorCode.VAULT_DAMAGED, {"step": "pair"})
    for edit in (
        lambda tree: tree["slots"][0].update(person=BELA),
        lambda tree: tree.update(mac="0" * 64),
        lambda tree: tree["pairs"].update({second: tree["pairs"][first]}),
    ):
        error = refusal(recover, edited(issued, edit), HOUSE, NODAL)
        assert (error.code, error.facts) == (ErrorCode.VAULT_DAMAGED, {"step": "seal"})


@settings(max_examples=20)
@given(codes)
def test_a_guessed_code_opens_nothing(issued: bytes, code: Secret) -> None:
    """Any code that is not on a sheet ends the same way."""
    if code not in CODE.values():
        assert code_of(recover, issued, code, DISTRICT) is ErrorCode.RECOVERY_SHEET_OTHER
