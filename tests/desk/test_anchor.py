"""The head kept outside the store: it may lag, never lead, and is never written over what contradicts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from station_desk.desk.anchor import Anchor
from station_desk.desk.finding import FindingCode
from station_desk.domain.log import Header, extend
from station_desk.store import log
from station_desk.store.connect import KEY_BYTES, Connection
from station_desk.store.log import LogHead, SignedHead
from station_desk.store.store import Store
from tests.desk.attacker import cut_tail

STORE_KEY = bytes(range(KEY_BYTES))
KEY = bytes(32)
AT = "2026-10-06T06:30:00Z"


@dataclass
class Bench:
    """A store with its anchor."""

    folder: Path
    store: Store
    anchor: Anchor

    @property
    def places(self) -> tuple[Path, Path]:
        """Where the anchor is kept: with the store, and elsewhere."""
        return self.folder / "head.note", self.folder.parent / "state" / "office.head"

    def head(self) -> LogHead:
        """Tell where the log stands."""
        with self.store.read() as read:
            return log.head(read)

    def write(self, count: int = 1, person: str = "p") -> None:
        """Add lines, each in its own transaction."""
        for _ in range(count):
            with self.store.write() as write:
                append(write, person)

    def found(self) -> list[tuple[FindingCode, str]]:
        """Compare, and return code and place of each finding."""
        with self.store.read() as read:
            return [(finding.code, finding.where) for finding in self.anchor.compare(read)]

    def sizes(self) -> list[int]:
        """Return the sizes that the places hold."""
        return [int(place.read_text().splitlines()[1]) if place.exists() else -1 for place in self.places]

    def close(self) -> None:
        """Leave properly."""
        self.anchor.close()
        self.store.close()


def append(write: Connection, person: str = "p") -> None:
    """Add a line."""
    header = Header(log.next_seq(write), "SAS", 1, "x", "", 0, AT, person, {}, {})
    log.append(write, header, header.to_bytes(), bytes(64), {})


def open_bench(folder: Path, key: bytes = KEY, office: str = "SAS", epoch: int = 1) -> Bench:
    """Open the store in a folder, making it when it is not there."""
    folder.mkdir(exist_ok=True)
    path = folder / "store.db"
    store = Store(path, STORE_KEY, create=not path.exists())
    places = (folder / "head.note", folder.parent / "state" / "office.head")

    def head() -> LogHead:
        with store.read() as read:
            return log.head(read)

    anchor = Anchor(places, key, office, epoch, head)
    store.after_commit = anchor.told
    return Bench(folder, store, anchor)


Again = Callable[..., Bench]


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Again]:
    """Open a bench; every one is closed at the end."""
    opened: list[Bench] = []

    def begin(**named: object) -> Bench:
        opened.append(open_bench(tmp_path / "office", **named))  # type: ignore[arg-type]
        return opened[-1]

    yield begin
    for bench in opened:
        bench.anchor.hold()
        bench.anchor.close()


def test_the_head_is_kept_in_both_places_after_commits(again: Again) -> None:
    """The newest head is written soon after; leaving writes the last."""
    bench = again()
    assert bench.found() == []
    bench.write(3)
    bench.anchor.flush()
    assert bench.sizes() == [3, 3]
    bench.write(2)
    bench.close()
    assert bench.sizes() == [5, 5]
    assert all(place.stat().st_mode & 0o077 == 0 for place in bench.places)
    assert again().found() == []


def test_a_commit_is_anchored_without_being_asked_for(again: Again) -> None:
    """The thread hears of it and writes; `close` waits for the thread and adds the rest."""
    bench = again()
    bench.found()
    bench.write(1)
    thread = bench.anchor._thread  # nothing else tells that the writing is not done by the caller
    assert thread is not None and thread.daemon
    bench.close()
    assert not thread.is_alive()
    assert bench.sizes() == [1, 1]


def test_it_lags_and_never_leads(again: Again) -> None:
    """A head is read after the commit that it tells of: what lies there is always a head the log had."""
    bench = again()
    bench.found()
    with pytest.raises(KeyError), bench.store.write() as write:
        append(write)
        bench.anchor.flush()
        assert bench.sizes() == [0, 0]
        raise KeyError
    bench.anchor.flush()
    assert bench.sizes() == [0, 0]
    assert again().found() == []


def test_nothing_is_written_before_it_was_compared(again: Again) -> None:
    """Evidence that nobody has looked at yet is not overwritten."""
    bench = again()
    bench.write(3)
    bench.anchor.flush()
    bench.anchor.close()
    assert bench.sizes() == [-1, -1]


def test_an_older_snapshot_is_no_lost_tail(again: Again) -> None:
    """While a long verification reads its snapshot, work goes on and the anchor with it."""
    bench = again()
    bench.write(2)
    bench.found()
    with bench.store.read() as read:
        assert log.head(read).size == 2
        bench.write(3)
        bench.anchor.flush()
        assert bench.sizes() == [5, 5]
        assert bench.anchor.compare(read) == []


@pytest.fixture
def left(again: Again, tmp_path: Path) -> Path:
    """A folder left after ten lines, with a copy of it (store and its own anchor) from after four in `early`."""
    bench = again()
    bench.found()
    bench.write(4)
    bench.close()
    shutil.copytree(bench.folder, tmp_path / "early")
    bench = again()
    assert bench.found() == []
    bench.write(6)
    bench.close()
    return bench.folder


def put_back(left: Path, name: str) -> None:
    """Put one file of the early copy back."""
    shutil.copy(left.parent / "early" / name, left / name)


def test_a_lost_tail_is_found_and_the_evidence_stays(left: Path, again: Again) -> None:
    """The store alone is older than both anchors; going on writing never hides it."""
    put_back(left, "store.db")
    bench = again()
    with bench.store.read() as read:
        found = bench.anchor.compare(read)
    assert [(item.code, item.seq, item.where, item.since) for item in found] == [
        (FindingCode.LOG_TAIL_LOST, 10, "1", AT),
        (FindingCode.LOG_TAIL_LOST, 10, "2", AT),
    ]
    assert all(item.is_grave for item in found)
    bench.write(20, "after")
    bench.close()
    assert bench.sizes() == [10, 10]
    assert {code for code, _ in again().found()} == {FindingCode.LOG_REWRITTEN}


def test_a_whole_older_copy_is_found_by_the_place_outside_it(left: Path, again: Again) -> None:
    """The folder's own anchor went back with the store, so the other place tells."""
    put_back(left, "store.db")
    put_back(left, "head.note")
    bench = again()
    assert bench.found() == [(FindingCode.LOG_ROLLED_BACK, "2")]
    bench.write(20, "after")
    bench.close()
    assert again().found() == [(FindingCode.LOG_ROLLED_BACK, "2")]


@pytest.mark.usefixtures("left")
def test_a_rewritten_log_is_found(again: Again) -> None:
    """The same number of lines, one of them another: both anchors disagree."""
    bench = again()
    with bench.store.write() as write:
        for guard in log.GUARDS:
            write.execute(f"DROP TRIGGER {guard}")
        cut_tail(write, 9)
        write.execute("DELETE FROM peak")
        write.executemany("INSERT INTO peak (height, hash) VALUES (?, ?)", extend((), log.leaves(write, 9)))
        append(write, "somebody else")
    assert bench.found() == [(FindingCode.LOG_REWRITTEN, "1"), (FindingCode.LOG_REWRITTEN, "2")]


def test_work_goes_on_after_people_have_looked(left: Path, again: Again) -> None:
    """Once it was signed for, the head is kept again and the finding is over."""
    put_back(left, "store.db")
    bench = again()
    assert len(bench.found()) == 2
    bench.anchor.resume()
    bench.anchor.flush()
    assert bench.sizes() == [4, 4]
    bench.close()
    assert again().found() == []


@pytest.mark.usefixtures("left")
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b"\n10\n", b"\n11\n"),
        lambda data: data.replace(b"hmac ", b"hmac  "),
        lambda data: data[: data.index(b"hmac ")],
        lambda _: bytes(5000),
    ],
)
def test_a_changed_file_is_told_and_stays(again: Again, place: int, change: Callable[[bytes], bytes]) -> None:
    """Whatever was done to one place, it is named, it stops the desk, and it is evidence until people have looked."""
    bench = again()
    path = bench.places[place]
    path.write_bytes(change(path.read_bytes()))
    with bench.store.read() as read:
        (finding,) = bench.anchor.compare(read)
    assert (finding.code, finding.where, finding.is_grave) == (FindingCode.ANCHOR_DAMAGED, str(place + 1), True)
    lies = path.read_bytes()
    bench.write(1)
    bench.anchor.flush()
    assert path.read_bytes() == lies
    bench.anchor.resume()
    bench.close()
    assert bench.sizes() == [11, 11]
    assert again().found() == []


@pytest.mark.usefixtures("left")
def test_another_offices_anchor_proves_nothing(again: Again) -> None:
    """Another key, or the same key for another office: not ours. A later epoch than ours: we went back."""
    assert [code for code, _ in again(key=bytes([1]) * 32).found()] == [FindingCode.ANCHOR_DAMAGED] * 2
    assert [code for code, _ in again(office="HTS").found()] == [FindingCode.ANCHOR_DAMAGED] * 2
    newer = again(epoch=2)
    assert newer.found() == []  # one of an earlier epoch was left by a restore that was agreed on
    newer.write(1)
    newer.close()
    assert {code for code, _ in again(epoch=1).found()} == {FindingCode.LOG_ROLLED_BACK}


@pytest.mark.usefixtures("left")
def test_a_missing_place_is_told_when_there_must_have_been_one(again: Again) -> None:
    """Where the other place has an anchor, or the office ever signed a head; a new office has neither."""
    bench = again()
    bench.places[1].unlink()
    assert bench.found() == [(FindingCode.ANCHOR_MISSING, "2")]
    bench.close()
    for place in bench.places:
        place.unlink(missing_ok=True)
    bench = again()
    assert bench.found() == []
    with bench.store.write() as write:
        log.put_checkpoint(write, SignedHead(4, bytes(32), AT, b""))
    bench.close()
    for place in bench.places:
        place.unlink(missing_ok=True)
    assert again().found() == [(FindingCode.ANCHOR_MISSING, "1"), (FindingCode.ANCHOR_MISSING, "2")]


def test_a_place_that_cannot_be_written_stops_nothing(again: Again) -> None:
    """The other place is written all the same, and the trouble is told at the next comparison."""
    bench = again()
    assert bench.found() == []
    bench.places[1].parent.symlink_to(bench.folder / "nowhere")  # a profile that is not there
    bench.write(2)
    bench.anchor.flush()
    assert bench.places[0].read_text().splitlines()[1] == "2"
    with bench.store.read() as read:
        found = bench.anchor.compare(read)
    assert FindingCode.ANCHOR_NOT_WRITTEN in {item.code for item in found}
    assert not any(item.is_grave for item in found)
    bench.places[1].parent.unlink()
    bench.anchor.flush()
    assert bench.sizes() == [2, 2]
    assert bench.found() == []


@pytest.mark.usefixtures("left")
def test_the_file_says_nothing_but_the_head(again: Again) -> None:
    """Three lines of the standard and a seal; neither key nor person."""
    text = again().places[0].read_text()
    origin, size, root, seal = text.splitlines()
    assert (origin, size) == ("station-desk/SAS/e1", "10")
    assert seal.startswith("hmac ") and len(seal) == 5 + 64
    assert len(root) == 44
    assert "Anchor" in repr(again().anchor) and "key" not in repr(again().anchor)
