"""How long somebody waits after wrong passphrases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault_offices import ASHA, BELA, DEVICE, ELSEWHERE

from station_desk.domain.calendar import INDIA
from station_desk.vault.throttle import LONGEST, Failures, read

NOON = datetime(2026, 10, 6, 12, 0, tzinfo=INDIA)
spans = st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000))


def failed(times: int, person: str = ASHA) -> Failures:
    """Fail so many times in a row, at noon."""
    failures = Failures()
    for _ in range(times):
        failures = failures.failed(person, NOON)
    return failures


@pytest.mark.parametrize(
    ("times", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 5), (4, 15), (5, 60), (6, 300), (7, 900), (8, 900), (60, 900)]
)
def test_the_delays(times: int, seconds: int) -> None:
    """Two slips cost nothing; then the wait grows up to a quarter of an hour and no further."""
    failures = failed(times)
    assert failures.wait(ASHA, NOON) == seconds
    assert failures.count(ASHA) == times
    if seconds:
        assert failures.wait(ASHA, NOON + timedelta(seconds=seconds - 1)) == 1
    assert failures.wait(ASHA, NOON + timedelta(seconds=seconds)) == 0


def test_each_for_themselves() -> None:
    """One person's slips do not make a colleague wait; a name that is nobody's waits by the same rule."""
    failures = failed(4).failed("", NOON)
    assert (failures.wait(BELA, NOON), failures.wait("", NOON), failures.count("")) == (0, 0, 1)
    for _ in range(3):
        failures = failures.failed("", NOON)
    assert failures.wait("", NOON) == failures.wait(ASHA, NOON) == 15


def test_a_right_try_clears_ones_own() -> None:
    """Who signs in starts anew, with the count and the first moment told until then."""
    failures = failed(2).failed(BELA, NOON).failed(ASHA, NOON + timedelta(hours=1))
    assert (failures.count(ASHA), failures.since(ASHA)) == (3, "2026-10-06T06:30:00Z")
    cleared = failures.cleared(ASHA)
    assert (cleared.count(ASHA), cleared.since(ASHA), cleared.wait(ASHA, NOON)) == (0, "", 0)
    assert cleared.count(BELA) == 1
    assert cleared.cleared(ASHA) == cleared


@given(times=st.integers(0, 12), span=spans)
def test_no_clock_makes_a_wait_longer_than_the_longest(times: int, span: timedelta) -> None:
    """Wherever the clock is set, nobody waits longer than the rule, and after two of its spans nobody waits at all."""
    failures = failed(times)
    at = NOON + span
    assert 0 <= failures.wait(ASHA, at) <= failures.wait(ASHA, NOON) <= LONGEST
    assert failures.wait(ASHA, at + timedelta(seconds=2 * LONGEST)) == 0 or span < timedelta(0)
    assert min(failures.wait(ASHA, at + timedelta(seconds=n * LONGEST)) for n in range(4)) == 0


def test_moments_of_any_zone_are_one_clock() -> None:
    """A zone changed meanwhile changes no wait."""
    nepal = timezone(timedelta(hours=5, minutes=45))
    assert failed(5).wait(ASHA, NOON.astimezone(nepal)) == failed(5).wait(ASHA, NOON.astimezone(UTC)) == 60


def test_it_is_kept() -> None:
    """What was written is read again; nothing written yet is no failure and no suspicion."""
    failures = failed(4).failed("", NOON)
    assert read(failures.to_bytes(DEVICE), DEVICE) == failures
    assert read(None, DEVICE) == Failures()
    assert not read(None, DEVICE).tampered


@pytest.mark.parametrize("kept", [b"", b"{}", b"null", b"[" * 60_000, b"x" * 70_000, b'{"people":{}}', b"\xff\xfe"])
def test_a_damaged_file_makes_the_next_failure_dear(kept: bytes) -> None:
    """It locks nobody out, but the next wrong try costs the longest wait, until somebody signs in."""
    failures = read(kept, DEVICE)
    assert (failures.tampered, failures.wait(ASHA, NOON), failures.count(ASHA)) == (True, 0, 0)
    failures = read(failures.failed(ASHA, NOON).to_bytes(DEVICE), DEVICE)
    assert (failures.tampered, failures.wait(ASHA, NOON), failures.count(ASHA)) == (True, 900, 1)
    cleared = failures.cleared(ASHA).failed(ASHA, NOON)
    assert (cleared.tampered, cleared.wait(ASHA, NOON)) == (False, 0)


def test_every_edit_is_seen() -> None:
    """No byte can be turned, cut or added; a file of another PC is not believed."""
    data = failed(4).to_bytes(DEVICE)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        assert read(bytes(changed), DEVICE).tampered
        assert read(data[:place], DEVICE).tampered
    assert read(data + b"\n", DEVICE).tampered
    assert read(data, ELSEWHERE).tampered


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda it: st.lists(it) | st.dictionaries(st.text(max_size=6), it),
    )
)
def test_any_json_is_only_damage(tree: object) -> None:
    """Whatever stands in the file, reading it never fails."""
    kept = {"people": tree, "tampered": 0, "version": 1, "mac": "0" * 64}
    assert read(json.dumps(kept).encode(), DEVICE).tampered
    assert read(json.dumps(tree).encode(), DEVICE).tampered


def test_nothing_typed_is_kept() -> None:
    """Only ids are counted: a typed name would stand in the open on the disk."""
    with pytest.raises(ValueError):
        Failures().failed("ऊषा किरन", NOON)
