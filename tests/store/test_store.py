"""The store: encrypted from the first byte, one writer, nothing changed or removed behind the log."""

import errno
import os
import threading
from pathlib import Path

import pytest

from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office, rekeying
from station_desk.store.connect import CLEAR_HEADER, KEY_BYTES, Connection, open_connection
from station_desk.store.store import Store

KEY = bytes(range(KEY_BYTES))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where this test's store lies."""
    return tmp_path / "store.db"


def test_a_store_is_never_in_clear(path: Path) -> None:
    """Neither the file nor its journal shows SQLite's header or a written word."""
    store = Store(path, KEY, create=True)
    with store.write() as write:
        office.put_value(write, "word", "पुष्पा देवी".encode())
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert not data.startswith(CLEAR_HEADER)
        assert "पुष्पा".encode() not in data
    store.close()


def test_a_key_of_another_length_is_refused(path: Path) -> None:
    """A shorter raw key would silently be taken as a passphrase."""
    with pytest.raises(ValueError, match="48 bytes"):
        open_connection(path, KEY[:-1], create=True)
    assert not path.exists()


def test_a_clear_database_in_its_place_is_refused(path: Path) -> None:
    """A store replaced by an unencrypted file is damaged, not opened."""
    path.write_bytes(CLEAR_HEADER + bytes(4096))
    with pytest.raises(DeskError) as error:
        Store(path, KEY)
    assert error.value.code is ErrorCode.STORE_DAMAGED


def test_another_key_opens_nothing_and_says_nothing(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The library's own complaints do not reach stderr."""
    Store(path, KEY, create=True).close()
    with pytest.raises(DeskError) as error:
        Store(path, os.urandom(KEY_BYTES))
    assert error.value.code is ErrorCode.STORE_DAMAGED
    assert capfd.readouterr() == ("", "")


def test_a_missing_store_is_not_made_by_opening(path: Path) -> None:
    """Opening never creates: a lost store must be noticed."""
    with pytest.raises(DeskError) as error:
        Store(path, KEY)
    assert error.value.code is ErrorCode.OFFICE_MISSING
    assert not path.exists()


def test_a_failed_block_leaves_nothing(path: Path) -> None:
    """A transaction is rolled back unless its block ends well."""
    store = Store(path, KEY, create=True)
    with pytest.raises(KeyError), store.write() as write:
        office.put_value(write, "half", b"done")
        raise KeyError
    with store.read() as read:
        assert office.value(read, "half") is None
    store.close()


def test_a_reader_keeps_its_snapshot(path: Path) -> None:
    """A long read sees one moment while the writer goes on."""
    store = Store(path, KEY, create=True)
    with store.read() as read:
        assert office.value(read, "later") is None
        with store.write() as write:
            office.put_value(write, "later", b"x")
        assert office.value(read, "later") is None
    with store.read() as read:
        assert office.value(read, "later") == b"x"
    store.close()


def test_a_reader_cannot_write(path: Path) -> None:
    """Reading connections refuse every change: to try is a bug, and nothing is written."""
    store = Store(path, KEY, create=True)
    with pytest.raises(DeskError), store.read() as read:
        office.put_value(read, "a", b"b")
    with store.read() as read:
        assert office.value(read, "a") is None
    store.close()


def test_serials_have_no_gap_after_a_rollback(path: Path) -> None:
    """A serial stands or falls with its transaction, and each year begins at 1."""
    store = Store(path, KEY, create=True)
    with store.write() as write:
        assert office.take_serial(write, 2026) == 1
    with pytest.raises(KeyError), store.write() as write:
        assert office.take_serial(write, 2026) == 2
        raise KeyError
    with store.write() as write:
        assert (office.take_serial(write, 2026), office.take_serial(write, 2027)) == (2, 1)
    store.close()


def test_every_commit_is_told_once_and_nothing_else(path: Path) -> None:
    """The anchor hears of what is durable: not of a read, not of a rollback, and after the writer is free again."""
    store = Store(path, KEY, create=True)
    told: list[bytes | None] = []

    def after_commit() -> None:
        with store.write() as again, store.read() as read:  # would wait for ever if the writer were still held
            told.append(office.value(read, "word"))
            assert again.in_transaction
            store.after_commit = None

    store.after_commit = after_commit
    with store.read():
        pass
    with pytest.raises(KeyError), store.write():
        raise KeyError
    assert told == []
    with store.write() as write:
        office.put_value(write, "word", b"x")
    assert told == [b"x"]
    store.close()


def test_settings_are_what_the_design_relies_on(path: Path) -> None:
    """Write-ahead log, full sync, memory for temporaries, no trusted schema: asked of the connection itself."""
    store = Store(path, KEY, create=True)
    with store.read() as read:
        asked = {
            name: read.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "temp_store", "foreign_keys", "trusted_schema", "mmap_size")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "mmap_size": 0,
    }
    store.close()


def test_a_damaged_page_is_found(path: Path) -> None:
    """One flipped byte in the middle of the file fails the check."""
    store = Store(path, KEY, create=True)
    store.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(DeskError) as error:
        Store(path, KEY).complaints()
    assert error.value.code is ErrorCode.STORE_DAMAGED


def test_a_newer_store_is_refused(path: Path) -> None:
    """A store that a later release migrated is left alone."""
    store = Store(path, KEY, create=True)
    with store.write() as write:
        write.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('station_desk', 'later', '')"
        )
    store.close()
    with pytest.raises(DeskError) as error:
        Store(path, KEY)
    assert error.value.code is ErrorCode.STORE_NEWER


NEW_KEY = bytes(range(32, 64)) + KEY[32:]
WORD = "पुष्पा देवी".encode()


def _opens(path: Path, key: bytes) -> bool:
    try:
        Store(path, key).close()
    except DeskError as error:
        assert error.code is ErrorCode.STORE_DAMAGED
        return False
    return True


def test_another_key_takes_the_place_of_the_old_one(path: Path) -> None:
    """The old 48 bytes open nothing any more, the new ones everything; the open store goes on, readers too."""
    store = Store(path, KEY, create=True)
    with store.write() as write:
        office.put_value(write, "word", WORD)
    with store.read() as read:
        assert office.value(read, "word") == WORD
    store.rekey(NEW_KEY, lambda write: office.put_value(write, "told", b"with it"))
    with store.write() as write:
        office.put_value(write, "later", b"x")
    with store.read() as read:
        assert [office.value(read, name) for name in ("word", "told", "later")] == [WORD, b"with it", b"x"]
        settings = [read.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "secure_delete")]
    assert settings == ["wal", 1]
    assert store.complaints() == []
    assert path.stat().st_mode & 0o077 == 0 or os.name == "nt"
    for file in path.parent.iterdir():
        assert WORD not in file.read_bytes()
        assert CLEAR_HEADER not in file.read_bytes()
    store.close()
    assert path.read_bytes()[:16] == KEY[32:]  # the salt stays where SQLCipher keeps it
    assert (_opens(path, KEY), _opens(path, NEW_KEY)) == (False, True)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_change_of_keys_that_fails_leaves_the_old_key(path: Path) -> None:
    """When what belongs to it cannot be written nothing of it happened, and the store goes on."""
    store = Store(path, KEY, create=True)

    def fails(write: Connection) -> None:
        office.put_value(write, "half", b"done")
        raise KeyError

    with pytest.raises(KeyError):
        store.rekey(NEW_KEY, fails)
    with store.read() as read:
        assert office.value(read, "half") is None
    store.close()
    assert (_opens(path, KEY), _opens(path, NEW_KEY)) == (True, False)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_renaming_alone_decides(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses at the last step is told as such; the store goes on with the old key."""
    store = Store(path, KEY, create=True)

    def refuses(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuses)
        with pytest.raises(DeskError) as error:
            store.rekey(NEW_KEY)
    assert error.value.code is ErrorCode.DISK_FULL
    with store.write() as write:
        office.put_value(write, "word", WORD)
    store.close()
    assert (_opens(path, KEY), _opens(path, NEW_KEY)) == (True, False)


def test_a_copy_that_a_power_cut_left_goes_at_the_next_opening(path: Path) -> None:
    """What was never put in place is removed with its journals: it holds everything too."""
    Store(path, KEY, create=True).close()
    left = rekeying.copy_of(path)
    for file in (left, left.with_name(left.name + "-wal"), left.with_name(left.name + "-journal")):
        file.write_bytes(b"half")
    Store(path, KEY).close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("key", [NEW_KEY[:-1], NEW_KEY[:32] + bytes(16), NEW_KEY + b"x"])
def test_a_new_key_has_the_length_and_salt_of_the_old(path: Path, key: bytes) -> None:
    """Another length would be taken as a passphrase, another salt would not be the one that stands in the file."""
    store = Store(path, KEY, create=True)
    with pytest.raises(ValueError, match="48 bytes"):
        store.rekey(key)
    store.close()
    assert _opens(path, KEY)


def test_keys_change_when_nobody_reads(path: Path) -> None:
    """A reader of another thread is waited for; in the midst of one's own reading or writing it is a bug."""
    store = Store(path, KEY, create=True)
    began, end = threading.Event(), threading.Event()
    seen: list[bytes | None] = []

    def reads() -> None:
        with store.read() as read:
            began.set()
            end.wait()
            seen.append(office.value(read, "told"))

    reader = threading.Thread(target=reads)
    reader.start()
    began.wait()
    changes = threading.Thread(target=store.rekey, args=(NEW_KEY, lambda write: office.put_value(write, "told", b"x")))
    changes.start()
    end.set()
    reader.join()
    changes.join()
    assert seen == [None]
    for inside in (store.read, store.write):
        with pytest.raises(RuntimeError), inside():
            store.rekey(KEY)
    store.close()
    assert (_opens(path, KEY), _opens(path, NEW_KEY)) == (False, True)
