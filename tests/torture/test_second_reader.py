"""An independent reader opens the store with the raw key, and reads the same."""

from pathlib import Path

import pytest

from station_desk.desk import office, recording
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.store.connect import open_connection
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.torture import second_reader

pytestmark = pytest.mark.skipif(not second_reader.is_here(), reason="apsw-sqlite3mc is not installed")


def raw_key(desk: Desk) -> bytes:
    """Return the 48 bytes that open the store, as the file format has them."""
    secrets = desk.room.secrets
    return secrets.store_key.reveal() + secrets.store_salt.reveal()


@pytest.fixture
def kept(station_folder: Path) -> tuple[Path, bytes, str]:
    """A closed store with an entry: its path, its raw key, the entry's token."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        token = recording.add(desk, ELDER).token
        key = raw_key(desk)
    return station_folder / STORE_FILE, key, token


def test_another_reader_reads_the_same(kept: tuple[Path, bytes, str]) -> None:
    """The other program finds the token and, table by table, just the rows that we find."""
    path, key, token = kept
    told = second_reader.ask(path, key)
    assert told["tokens"] == [token]
    assert told["sound"] == "ok"
    connection = open_connection(path, key, read_only=True)
    ours = {name: second_reader.digest(connection.execute(f'SELECT * FROM "{name}"')) for name in told["tables"]}
    connection.close()
    assert {name: tuple(found) for name, found in told["tables"].items()} == ours
    assert ours["line"][0] > 4


def test_another_reader_needs_the_key(kept: tuple[Path, bytes, str]) -> None:
    """With a key that is wrong in one bit, or with another salt, it reads nothing."""
    path, key, _ = kept
    for wrong in (bytes([key[0] ^ 1]) + key[1:], key[:-1] + bytes([key[-1] ^ 1])):
        assert second_reader.ask(path, wrong) == {"refused": "NotADBError"}
