"""What two officers sign for is exactly what was found: the same place with something else in it stops anew."""

from __future__ import annotations

import pytest

from station_desk.desk import keeping, office, recording, set_right, soundness
from station_desk.desk.keeping import Finding, FindingCode
from station_desk.desk.ports import STORE_FILE
from station_desk.errors import DeskError, ErrorCode
from station_desk.store.connect import open_connection
from tests.desk.test_exchange import Pair, pair  # noqa: F401
from tests.desk.test_set_right import Worked, worked  # noqa: F401
from tests.entries import ELDER


def pending(worked: Worked) -> list[str]:  # noqa: F811
    """Sit down, count everything, sign for what nobody signed for, and return that."""
    desk = worked.open()
    found = [finding.code.value for finding in soundness.recount(desk).pending]
    if found:
        worked.sign(desk)
    office.leave(desk)
    return found


def test_a_kept_head_is_counted_anew(worked: Worked) -> None:  # noqa: F811
    """The kept head that was changed is over once it was signed for; changed again, it is found again."""
    for _ in range(2):
        connection = open_connection(worked.folder / STORE_FILE, worked.key)
        connection.execute("UPDATE peak SET hash = zeroblob(32)")
        connection.close()
        assert pending(worked) == ["head-differs"]
        assert pending(worked) == []
    desk = worked.open()
    recording.add(desk, ELDER)
    assert keeping.quick(desk) == []
    office.leave(desk)


def test_a_serial_is_known_by_how_far_it_is_off(worked: Worked) -> None:  # noqa: F811
    """Numbers that were skipped are signed for once; entries change nothing, more skipped ones stop again."""
    worked.tamper("UPDATE serial SET last = last + 5")
    assert pending(worked) == ["serial-differs"]
    desk = worked.open()
    assert recording.add(desk, ELDER).token.endswith("0007")
    office.leave(desk)
    assert pending(worked) == []
    worked.tamper("UPDATE serial SET last = last + 1")
    assert pending(worked) == ["serial-differs"]


def test_no_number_is_given_twice(worked: Worked) -> None:  # noqa: F811
    """A serial put back stands where the matters are once it was signed for."""
    worked.tamper("UPDATE serial SET last = 0")
    assert pending(worked) == ["serial-differs"]
    desk = worked.open()
    assert recording.add(desk, ELDER).token.endswith("0002")
    office.leave(desk)
    assert pending(worked) == []


def test_pages_are_known_by_what_was_said_of_them(worked: Worked) -> None:  # noqa: F811
    """Another page that fails is another happening."""
    desk = worked.open()
    first, other = (Finding(FindingCode.PAGES_DAMAGED, 0, lies=lies) for lies in ("page 3", "page 9"))
    assert set_right.take_note(desk, [first]) == (first,)
    worked.sign(desk)
    assert set_right.take_note(desk, [first]) == ()
    assert [finding.lies for finding in set_right.take_note(desk, [first, other])] == ["page 9"]
    desk.room.standing.findings = ()
    office.leave(desk)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE outbox SET prepared_at = '{}'", "sent-differs"),
        ("UPDATE outbox SET bundle = CAST('{}' AS BLOB)", "sent-unreadable"),
        ("UPDATE receipt SET taken_at = '{}'", "receipt-differs"),
        ("UPDATE receipt SET bytes = CAST('{}' AS BLOB)", "receipt-differs"),
        ("UPDATE peer SET name = '{}'", "peer-differs"),
        ("UPDATE checkpoint SET at = '{}'", "checkpoint-differs"),
    ],
)
def test_what_was_sent_is_known_by_what_lies_there(pair: Pair, change: str, finding: str) -> None:  # noqa: F811
    """Two changes of one row at the exchange look alike in words and are two happenings."""
    recording.add(pair.station, ELDER)
    pair.carry()
    seen = []
    for word in ("a", "b", "a"):
        with pair.station.store.write() as write:
            write.execute(change.format(word))
        with pair.station.store.read() as read:
            found = keeping.findings(read, "SAS")[2] + keeping.exchange_findings(read)
        seen.append({(one.code.value, one.lies) for one in found if one.code.value == finding})
    assert seen[0] and seen[0] == seen[2]
    assert seen[0] != seen[1]


def test_the_check_of_the_file_can_be_stopped(worked: Worked) -> None:  # noqa: F811
    """Checking the pages of a large store takes long; who stops the counting does not wait for it."""
    desk = worked.open()
    asked = []

    def stop() -> bool:
        asked.append(1)
        return True

    with desk.store.write() as write:
        for number in range(4000):
            write.execute("INSERT INTO draft VALUES (?, 'x', '', 'x', '', ?)", (str(number), bytes(2000)))
    with pytest.raises(DeskError) as error:
        desk.store.complaints(stop)
    assert error.value.code is ErrorCode.STOPPED
    assert asked
    assert desk.store.complaints() == []
    recording.add(desk, ELDER)
    office.leave(desk)
