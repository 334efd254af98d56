"""The log's rows as they are walked, counted anew and found by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from station_desk.domain.calendar import INDIA, write_moment
from station_desk.domain.log import EMPTY_ROOT, Header, Part, commitment, root
from station_desk.store import log
from station_desk.store.connect import KEY_BYTES, Connection
from station_desk.store.log import SignedHead
from station_desk.store.store import Store

NOON = datetime(2026, 10, 6, 12, 0, tzinfo=INDIA)
DAY = timedelta(days=1)
SALT = bytes(16)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path / "store.db", bytes(range(KEY_BYTES)), create=True)
    yield opened
    opened.close()


def put(write: Connection, kind: str, at: datetime, parts: int = 0, **about: str) -> None:
    """Append one line; its signature is not looked at here."""
    held = dict(zip(Part, [(SALT, bytes([number])) for number in range(parts)], strict=False))
    header = Header(
        seq=log.next_seq(write),
        office="SAS",
        epoch=1,
        kind=kind,
        record="",
        revision=0,
        at=write_moment(at),
        person="p",
        commitments={name.value: commitment(*salted).hex() for name, salted in held.items()},
        about=about,
    )
    log.append(write, header, header.to_bytes(), bytes(64), held)


def test_a_walk_gives_each_line_its_own_parts(store: Store) -> None:
    """Lines with none, one and all parts, from any line to any other, are as one by one."""
    with store.write() as write:
        for number in range(9):
            put(write, "x", NOON, parts=number % 5)
    with store.read() as read:
        for first, last in ((1, None), (1, 9), (4, 6), (9, 9), (10, None), (3, 2)):
            walked = list(log.walk(read, first, last))
            end = last or 9
            assert [line.seq for line, _ in walked] == list(range(first, end + 1))
            for line, columns in walked:
                assert line.parts == log.parts_of(read, line.seq)
                assert len(line.parts) == (line.seq - 1) % 5
                assert columns == ("x", "", 0, write_moment(NOON), "p")


def test_heads_at_several_sizes_are_counted_in_one_pass(store: Store) -> None:
    """Each is the RFC 6962 head of the first lines; a size beyond the log has none."""
    with store.write() as write:
        for _ in range(11):
            put(write, "x", NOON)
    with store.read() as read:
        leaves = log.leaves(read, 11)
        assert log.roots_at(read, []) == {}
        assert log.roots_at(read, [11, 0, 3, 12, 3]) == {0: EMPTY_ROOT, 3: root(leaves[:3]), 11: root(leaves)}
        assert log.root_at(read, 7) == root(leaves[:7])
        assert log.head(read).root == root(leaves)
        assert (log.at_of(read, 11), log.at_of(read, 12)) == (write_moment(NOON), "")


def kinds(store: Store, first: str, last: str, *asked: str) -> list[str]:
    """Return the marks by which this file's lines are told apart, for the lines of some days."""
    with store.read() as read:
        found = log.headers_between(read, asked, first, last)
    return [header.split(b'"kind":"')[1].split(b'"')[0].decode() for header in found]


def test_lines_are_found_by_the_indian_day(store: Store) -> None:
    """Midnight is India's; several days and some kinds can be asked for, and an empty day is empty."""
    midnight = datetime(2026, 10, 7, 0, 0, tzinfo=INDIA)
    with store.write() as write:
        put(write, "evening", midnight - timedelta(seconds=1))
        put(write, "night", midnight)
        put(write, "later", midnight + 3 * DAY)
    assert kinds(store, "2026-10-06", "2026-10-06") == ["evening"]
    assert kinds(store, "2026-10-07", "2026-10-07") == ["night"]
    assert kinds(store, "2026-10-08", "2026-10-09") == []
    assert kinds(store, "2026-10-06", "2026-10-10") == ["evening", "night", "later"]
    assert kinds(store, "2026-10-06", "2026-10-10", "night", "other") == ["night"]
    with store.read() as read:
        assert log.count_kind_between(read, "night", "2026-10-07", "2026-10-07") == 1
        assert log.count_kind_between(read, "night", "2026-10-06", "2026-10-06") == 0


def test_a_clock_that_was_set_hides_no_line(store: Store) -> None:
    """A marked line counts to every day it may belong to; one on a confirmed date to that date."""
    with store.write() as write:
        put(write, "monday", NOON - DAY)
        put(write, "tuesday", NOON)
        put(write, "hidden", NOON - 9000 * DAY, clock="back")
        put(write, "told", NOON, clock="confirmed", raw=write_moment(NOON - 9000 * DAY))
        put(write, "false", NOON - 300 * DAY, clock="confirmed", raw=write_moment(NOON))
        put(write, "wednesday", NOON + DAY)
        put(write, "thursday", NOON + 2 * DAY)
    assert kinds(store, "2026-10-05", "2026-10-05") == ["monday"]
    assert kinds(store, "2026-10-06", "2026-10-06") == ["tuesday", "hidden", "told", "false"]
    assert kinds(store, "2026-10-07", "2026-10-07") == ["hidden", "false", "wednesday"]
    assert kinds(store, "2026-10-08", "2026-10-08") == ["thursday"]


def test_signed_heads_are_kept_once_a_size(store: Store) -> None:
    """They come back in order; the first of a size stands."""
    rows = [SignedHead(size, bytes([size]) * 32, write_moment(NOON), b"note") for size in (2, 1)]
    with store.write() as write:
        for row in (*rows, SignedHead(1, bytes(32), "", b"")):
            log.put_checkpoint(write, row)
    with store.read() as read:
        assert log.checkpoints(read) == [rows[1], rows[0]]
