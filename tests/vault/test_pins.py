"""The short PIN of somebody who signed in today."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from vault_offices import ASHA, BELA, code_of, refusal

from station_desk.domain.ids import PersonId
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.keyring import PersonSecrets
from station_desk.vault.pins import Pins, check_pin
from station_desk.vault.secret import Secret

PIN, OTHER = "4917", "4918"


def secrets_of(number: int) -> PersonSecrets:
    """Make one person's keys."""
    return PersonSecrets(Secret(bytes([number]) * 32), Secret(bytes([number + 100]) * 32))


@pytest.fixture
def pins() -> Pins:
    """One person with a PIN."""
    pins = Pins()
    pins.set(ASHA, PIN, secrets_of(1))
    return pins


@pytest.mark.parametrize("pin", [PIN, "0481", "४९१७", "49173", "94817263", "2026x"[:4] + "7", "1357902"])
def test_pins_that_will_do(pin: str) -> None:
    """Four to eight digits of any script that are no pattern."""
    check_pin(pin)


@pytest.mark.parametrize("pin", ["", "491", "491749174", "491a", "49 17", "４９", "²³¹⁷", "-491", "4.17", "\ud800491"])
def test_what_is_no_pin(pin: str) -> None:
    """Too short, too long and anything but digits, told with the limits."""
    error = refusal(check_pin, pin)
    assert (error.code, error.facts) == (ErrorCode.PIN_SHORT, {"needed": 4, "limit": 8})


@pytest.mark.parametrize(
    "pin",
    "1111 00000000 1234 4321 7890 8901 0987 12345678 1357 8642 1470 2580 0852 3690 1236 7896 3214 1212 1122 1221 4554 "
    "1112 123123 49174917 1985 1900 2026 2099 १२३४ २०२६ ११११".split(),
)
def test_pins_that_would_be_tried_first(pin: str) -> None:
    """Rows, repetitions, walks over the keys and years, in either script."""
    assert code_of(check_pin, pin) is ErrorCode.PIN_COMMON


def test_a_pin_gives_its_owners_keys(pins: Pins) -> None:
    """The right PIN, in either script, gives what was put in; each time anew, so wiping one hurts nobody."""
    pins.set(BELA, PIN, secrets_of(2))  # the same PIN by chance
    found = pins.open(ASHA, PIN)
    assert found == secrets_of(1)
    found.wipe()
    assert pins.open(ASHA, "४९१७") == secrets_of(1)
    assert pins.open(BELA, PIN) == secrets_of(2)
    assert pins.has(ASHA)


def test_three_wrong_tries_spend_it(pins: Pins) -> None:
    """Two are told with what is left, the third wipes the entry: then the right one opens nothing either."""
    for left in (2, 1):
        error = refusal(pins.open, ASHA, OTHER)
        assert (error.code, error.facts) == (ErrorCode.PIN_WRONG, {"left": left})
    assert code_of(pins.open, ASHA, OTHER) is ErrorCode.PIN_SPENT
    assert not pins.has(ASHA)
    assert code_of(pins.open, ASHA, PIN) is ErrorCode.PIN_SPENT


def test_a_right_one_gives_the_tries_again(pins: Pins) -> None:
    """Only tries in a row count, and only one's own."""
    pins.set(BELA, OTHER, secrets_of(2))
    for _ in range(2):
        for _ in range(2):
            assert code_of(pins.open, ASHA, OTHER) is ErrorCode.PIN_WRONG
        assert pins.open(BELA, OTHER) == secrets_of(2)
        assert pins.open(ASHA, PIN) == secrets_of(1)


@pytest.mark.parametrize("typed", ["", "49170", "491", " 4917", "\ud800", "नीली"])
def test_anything_may_be_tried(pins: Pins, typed: str) -> None:
    """What is no PIN at all is a wrong one."""
    assert code_of(pins.open, ASHA, typed) is ErrorCode.PIN_WRONG


def test_tries_at_the_same_time_share_one_count(pins: Pins) -> None:
    """Six at once are not six tries at the price of none: three count, the rest find it spent."""

    def outcome(_: int) -> ErrorCode:
        try:
            pins.open(ASHA, OTHER)
        except DeskError as error:
            return error.code
        raise AssertionError("a wrong PIN opened")

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, range(6)))
    assert sorted(outcomes) == sorted([ErrorCode.PIN_WRONG] * 2 + [ErrorCode.PIN_SPENT] * 4)


def test_a_new_pin_takes_the_old_ones_place(pins: Pins) -> None:
    """After a change only the new one opens; a weak one changes nothing."""
    assert code_of(pins.set, ASHA, "1234", secrets_of(1)) is ErrorCode.PIN_COMMON
    assert pins.open(ASHA, PIN) == secrets_of(1)
    pins.set(ASHA, OTHER, secrets_of(1))
    assert code_of(pins.open, ASHA, PIN) is ErrorCode.PIN_WRONG
    assert pins.open(ASHA, OTHER) == secrets_of(1)


def test_forgotten_and_wiped(pins: Pins) -> None:
    """Who left has no PIN; after a lock nobody has, and none can be set in what was wiped."""
    pins.set(BELA, PIN, secrets_of(2))
    pins.forget(ASHA)
    pins.forget(PersonId("0" * 32))
    assert (pins.has(ASHA), pins.has(BELA)) == (False, True)
    pins.wipe()
    assert not pins.has(BELA)
    assert code_of(pins.open, BELA, PIN) is ErrorCode.PIN_SPENT
    with pytest.raises(ValueError):
        pins.set(BELA, PIN, secrets_of(2))


def test_no_print_of_it(pins: Pins) -> None:
    """The repr names no person and no PIN."""
    assert repr(pins) == "Pins(1)"
