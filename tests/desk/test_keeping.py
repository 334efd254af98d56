"""The verification finds what was done behind the log: each kind provoked on a real store file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from station_desk.desk import keeping, office, people, reading, recording, registers
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.people import person_parts
from station_desk.desk.ports import STORE_FILE, VAULT_FILE, Desk
from station_desk.domain.log import LEAF_CONTEXT, SALT_BYTES, Part, canonical, commitment, leaf_hash, read_header
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.store import office as office_rows
from station_desk.store.connect import Connection
from station_desk.store.store import Store
from station_desk.sync.keys import OfficeKeys
from station_desk.vault.author import Author
from station_desk.vault.secret import Secret
from tests.conftest import NOON, PASSPHRASE
from tests.desk.attacker import behind_the_log, cut_tail, key_of, shift
from tests.desk.test_exchange import Pair, pair  # noqa: F401
from tests.desk.test_recording import WHOLE
from tests.staff import add_staff, found

DAY = NOON.date()


@dataclass
class Scene:
    """A closed office with a day's work in it, its key, and what its author could sign with."""

    folder: Path
    key: bytes
    seed: bytes
    records: list[str] = field(default_factory=list)

    def author(self) -> Author:
        """The pen of the person who wrote everything here."""
        return Author(Secret(self.seed))

    def open(self) -> Desk:
        """Sit down again."""
        return office.unlock(self.folder, PASSPHRASE, practice_at=NOON + timedelta(hours=3))

    def found(self) -> list[Finding]:
        """Sit down, recount everything, and leave."""
        desk = self.open()
        try:
            return list(keeping.verify_log(desk).findings)
        finally:
            office.leave(desk)

    def codes(self) -> set[str]:
        """Return the codes of what is found."""
        return {finding.code.value for finding in self.found()}

    def standing(self) -> set[str]:
        """Return the codes of what stops the desk at signing in, before anything was asked for."""
        desk = self.open()
        try:
            return {finding.code.value for finding in desk.room.standing.findings}
        finally:
            office.leave(desk)


@pytest.fixture
def scene(station_folder: Path) -> Iterator[Scene]:
    """Two entries, one corrected, one asked for by name."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        made = Scene(station_folder, key_of(desk), desk.personal.author_seed.reveal())
        made.records = [recording.add(desk, WHOLE).record for _ in range(2)]
        raw = {**WHOLE, "arrived_at": "11:00", "received_by": desk.person.id, "route": "ncr"}
        recording.amend(desk, made.records[0], raw, "मार्ग गलत था")
        reading.reveal(desk, made.records[1], "check")
        assert keeping.verify_log(desk).findings == ()
    yield made


def test_a_day_of_honest_work_verifies(scene: Scene) -> None:
    """Nothing is found, at signing in or by the whole check, however often it is asked."""
    assert scene.standing() == set()
    assert scene.found() == scene.found() == []


# A line


def line_of(connection: Connection, record: str) -> int:
    """Return the number of a record's newest revision."""
    return log.lines_of_record(connection, record)[-1].seq


def test_an_edited_line_is_found_with_its_time(scene: Scene) -> None:
    """The reason of a correction is changed in the store: the part is not the one that was signed for."""
    with behind_the_log(scene.folder, scene.key) as store:
        seq = line_of(store, scene.records[0])
        at = log.at_of(store, seq)
        facts = log.parts_of(store, seq)["facts"][1].replace("गलत".encode(), "सही".encode())
        store.execute("UPDATE part SET bytes = ? WHERE seq = ? AND name = 'facts'", (facts, seq))
    assert Finding(FindingCode.PART_DIFFERS, seq, "facts", at) in scene.found()


def test_a_line_edited_with_its_hash_is_found(scene: Scene) -> None:
    """Commitment, header, leaf and head are all made to fit: the author's signature is not."""
    with behind_the_log(scene.folder, scene.key) as store:
        seq = line_of(store, scene.records[0])
        rewrite(store, seq, lambda _, parts: parts.update(facts=parts["facts"].replace(b"ncr", b"fir")))
    assert "signature-wrong" in scene.codes()


def rewrite(
    store: Connection,
    seq: int,
    change: Callable[[dict[str, str | int], dict[str, bytes]], None],
    author: Author | None = None,
) -> None:
    """Write a line anew with other contents, as well as the program would; signed only when its author helps."""
    (line,) = log.lines(store, seq, seq)
    header = read_header(line.header)
    about, parts = dict(header.about), {name: data for name, (_, data) in line.parts.items()}
    change(about, parts)
    salts = {name: salt for name, (salt, _) in line.parts.items()}
    committed = {name: commitment(salts[name], data).hex() for name, data in parts.items()}
    written = replace(header, about=about, commitments=committed).to_bytes()
    signature = author.sign(LEAF_CONTEXT + written) if author else line.signature
    store.execute(
        "UPDATE line SET header = ?, signature = ?, leaf = ? WHERE seq = ?",
        (written, signature, leaf_hash(written, signature), seq),
    )
    for name, data in parts.items():
        store.execute("UPDATE part SET bytes = ? WHERE seq = ? AND name = ?", (data, seq, name))


def test_a_line_rewritten_by_its_own_author_is_found(scene: Scene) -> None:
    """Even with the author's key, and every table made to fit, the head kept outside and the signed one tell."""
    with behind_the_log(scene.folder, scene.key) as store:
        seq = log.lines_of_kind(store, reading.IDENTITY_READ)[-1].seq
        rewrite(store, seq, lambda about, _: about.update(why="legal"), scene.author())
    assert scene.codes() == {"log-rewritten", "checkpoint-differs"}
    assert scene.standing() == {"log-rewritten", "checkpoint-differs"}


@pytest.mark.parametrize("from_end", [0, 1, 5])
def test_a_removed_line_is_found(scene: Scene, from_end: int) -> None:
    """A line cut out leaves a gap; with the gap closed, lines stand at wrong places; at the end it is missed."""
    with behind_the_log(scene.folder, scene.key) as store:
        seq = log.head(store).size - from_end
        store.execute("DELETE FROM part WHERE seq = ?", (seq,))
        store.execute("DELETE FROM line WHERE seq = ?", (seq,))
    gap = scene.standing()
    assert ("line-missing" in gap) is (from_end > 0)
    with behind_the_log(scene.folder, scene.key) as store:
        if from_end:
            shift(store, seq + 1, -1)
    closed = scene.codes()
    assert ("line-misplaced" in closed) is (from_end > 0)
    assert closed & {"log-tail-lost", "log-rewritten"}


def test_an_inserted_line_is_found(scene: Scene) -> None:
    """A true line put in a second time, with room made for it."""
    with behind_the_log(scene.folder, scene.key) as store:
        shift(store, 5, 1)
        store.execute(
            "INSERT INTO line SELECT 5, leaf, header, signature, kind, record, 0, at, person FROM line WHERE seq = 4"
        )
    assert {"line-misplaced", "log-rewritten"} <= scene.codes()


def test_reordered_lines_are_found(scene: Scene) -> None:
    """Two true lines that change places."""
    with behind_the_log(scene.folder, scene.key) as store:
        last = log.head(store).size
        for one, other in ((last, 0), (last - 1, last), (0, last - 1)):
            for table in ("line", "part"):
                store.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (other, one))
    assert "line-misplaced" in scene.codes()


def test_a_back_dated_line_is_found(station: Desk) -> None:
    """A line that its author dated before the one before it, with no mark of the clock guard on it."""
    recording.open_record(station, {"channel": "walk_in"})
    with station.store.write() as write:
        from_yesterday = "2026-10-05T06:30:00Z"
        signed_line(write, station, from_yesterday, {})
        signed_line(write, station, "2026-10-06T06:29:00Z", {})  # within what a clock may be set back
        signed_line(write, station, from_yesterday, {"clock": "back"})
    seq = log_size(station) - 2
    back = [item for item in keeping.verify_log(station).findings if item.code is FindingCode.LINE_BACK_DATED]
    assert back == [Finding(FindingCode.LINE_BACK_DATED, seq, "", from_yesterday)]


def signed_line(write: Connection, desk: Desk, at: str, about: dict[str, str | int]) -> None:
    """Add a line as its author could with the key in hand."""
    header = replace(
        read_header(next(iter(log.newest_first(write)))),
        seq=log.next_seq(write),
        kind="x",
        record="",
        revision=0,
        at=at,
        commitments={},
        about=about,
    )
    log.append(write, header, header.to_bytes(), desk.author.sign(LEAF_CONTEXT + header.to_bytes()), {})


def log_size(desk: Desk) -> int:
    """Return how many lines there are."""
    with desk.store.read() as read:
        return log.head(read).size


def test_a_line_in_somebody_elses_name_is_found(station: Desk) -> None:
    """An officer with the store's key writes as a colleague: the key in force is not theirs."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    with station.store.write() as write:
        header = replace(
            read_header(next(iter(log.newest_first(write)))),
            seq=log.next_seq(write),
            kind="x",
            person=staff.ids[Role.HOUSE_OFFICER],
            commitments={},
            about={},
        )
        log.append(write, header, header.to_bytes(), station.author.sign(LEAF_CONTEXT + header.to_bytes()), {})
    assert found(station) == ["signature-wrong"]


# Keys over time


def test_each_line_is_checked_with_the_key_in_force_at_it(station: Desk) -> None:
    """After a new passphrase the old lines stay signed with the old key, and the old key signs nothing new."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    colleague = staff.ids[Role.CENTRE_STAFF]
    with station.store.read() as read:
        old = next(row.key for row in office_rows.people(read) if row.id == colleague)
    people.renew(station, colleague, "नौ नये कबूतर छत पर सोते हैं", staff.second(Role.HOUSE_OFFICER))
    with station.store.read() as read:
        assert next(row.key for row in office_rows.people(read) if row.id == colleague) != old
    assert keeping.verify_log(station).findings == ()


def test_a_key_brought_by_nobody_is_not_believed(station: Desk) -> None:
    """Who is introduced by a line that no known person signed stays unknown, and so does what they write."""
    author = Author(Secret(bytes([7]) * 32))
    row = office_rows.PersonRow("f" * 32, "अज्ञात", "", False, True, author.public_key, True, bytes(1216))
    with station.store.write() as write:
        parts = {name: (bytes(SALT_BYTES), data) for name, data in person_parts(row).items()}
        header = replace(
            read_header(next(iter(log.newest_first(write)))),
            seq=log.next_seq(write),
            kind=people.PERSON_ADDED,
            record=row.id,
            revision=1,
            commitments={name.value: commitment(*salted).hex() for name, salted in parts.items()},
            about={},
        )
        log.append(write, header, header.to_bytes(), author.sign(LEAF_CONTEXT + header.to_bytes()), parts)
        office_rows.put_person(write, row)
    assert found(station) == ["signature-wrong"]


# Tables


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE line SET at = '2020-01-01T00:00:00Z' WHERE seq = 3", "column-differs"),
        ("UPDATE line SET person = '' WHERE seq = 3", "column-differs"),
        ("UPDATE line SET header = CAST(replace(CAST(header AS TEXT), '2026', '2025') AS BLOB)", "leaf-differs"),
        ("UPDATE line SET header = x'00' WHERE seq = 3", "header-unreadable"),
        ("UPDATE line SET signature = zeroblob(64) WHERE seq = 2", "signature-wrong"),
        ("UPDATE part SET bytes = CAST('{}' AS BLOB) WHERE seq = 2 AND name = 'facts'", "part-differs"),
        ("UPDATE part SET salt = zeroblob(16)", "part-differs"),
        ("DELETE FROM part WHERE seq = 2 AND name = 'district'", "part-missing"),
        ("INSERT INTO part VALUES (2, 'sealed', zeroblob(16), x'00')", "part-unknown"),
        ("DELETE FROM line WHERE seq = 3", "line-missing"),
        ("DELETE FROM peak", "head-differs"),
        ("UPDATE matter SET state = 'open'", "table-differs"),
        ("UPDATE matter SET writer = ''", "table-differs"),
        ("UPDATE matter_search SET words = 'x'", "table-differs"),
        ("DELETE FROM matter_search", "table-differs"),
        ("UPDATE tally_intake SET channel = 'post'", "tally-differs"),
        ("DELETE FROM tally_intake", "tally-differs"),
        ("INSERT INTO tally_intake (record) VALUES ('f')", "table-row-unknown"),
        ("UPDATE serial SET last = 0", "serial-differs"),
        ("DELETE FROM serial", "serial-differs"),
        ("UPDATE person SET name = 'x'", "person-differs"),
        ("UPDATE person SET woman = 0", "person-differs"),
        ("UPDATE person SET box = zeroblob(1216)", "person-differs"),
        ("UPDATE person SET active = 0", "person-differs"),
        ("UPDATE person SET sheet = 1", "person-differs"),
        ("DELETE FROM person", "person-differs"),
        ("INSERT INTO person VALUES ('f', 'x', '', 1, 0, zeroblob(0), 1, zeroblob(0), 0)", "person-unknown"),
        ("UPDATE checkpoint SET root = zeroblob(32)", "checkpoint-differs"),
        ("UPDATE checkpoint SET note = x'00'", "checkpoint-differs"),
        ("UPDATE checkpoint SET size = 2", "checkpoint-differs"),
        ("UPDATE office SET value = x'00' WHERE name = 'keys'", "checkpoint-differs"),
        ("UPDATE office SET value = x'00' WHERE name = 'office'", "office-differs"),
        (
            "UPDATE office SET value = CAST(replace(CAST(value AS TEXT), 'true', 'false') AS BLOB)"
            " WHERE name = 'office'",
            "office-differs",
        ),
        ("DROP TRIGGER line_follows", "guard-missing"),
    ],
)
def test_every_table_is_held_against_the_log(scene: Scene, statement: str, finding: str) -> None:
    """Whatever is changed behind the log is found, and nothing that is found stops the finding of the rest."""
    store = Store(scene.folder / STORE_FILE, scene.key)
    with pytest.raises(KeyError), store.write() as write:
        for guard in log.GUARDS - {"line_follows"}:
            write.execute(f"DROP TRIGGER {guard}")
        write.execute("PRAGMA defer_foreign_keys = ON")
        write.execute(statement)
        codes = {item.code for item in keeping.findings(write, "SAS")[2]}
        assert {finding, "guard-missing"} <= codes
        raise KeyError
    with store.read() as read:
        assert keeping.findings(read, "SAS")[2] == []
    store.close()


def test_the_log_refuses_change_by_itself(station: Desk) -> None:
    """The triggers are a seat belt: an update or delete fails before any check."""
    for statement in (
        "UPDATE line SET kind = 'x'",
        "DELETE FROM line",
        "UPDATE part SET salt = zeroblob(16)",
        "DELETE FROM part",
    ):
        with pytest.raises(Exception, match=r"a (line|part) is never"), station.store.write() as write:
            write.execute(statement)


# Pages, copies, tails


def test_damaged_pages_are_a_finding(scene: Scene) -> None:
    """A flipped byte is told: as a store that does not open, or as a finding where no reading met it."""
    path = scene.folder / STORE_FILE
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 1
    path.write_bytes(bytes(data))
    try:
        assert "pages-damaged" in scene.codes()
    except DeskError as error:
        assert error.code is ErrorCode.STORE_DAMAGED


PAGE = 4096


def test_an_old_page_put_back_is_found(scene: Scene) -> None:
    """Every page of the store is replaced by its own earlier version, one at a time, without the key.

    Such a page is authentic to the cipher. It must be found, unless no table reads differently by it. Signed heads are
    left out: an older set of them is a witness less, and the record is the same.
    """
    path = scene.folder / STORE_FILE
    old = path.read_bytes()
    desk = scene.open()
    recording.add(desk, WHOLE)
    raw = {**WHOLE, "arrived_at": "11:00", "received_by": desk.person.id, "route": "fir"}
    recording.amend(desk, scene.records[0], raw, "मार्ग फिर देखा गया")
    keeping.checkpoint(desk)
    office.leave(desk)
    new = path.read_bytes()
    whole = contents(scene)
    spliced = caught = 0
    for start in range(0, len(old), PAGE):
        if old[start : start + PAGE] == new[start : start + PAGE]:
            continue
        path.write_bytes(new[:start] + old[start : start + PAGE] + new[start + PAGE :])
        spliced += 1
        caught += bool(looked_at(scene))
        assert bool(looked_at(scene)) or contents(scene) == whole, f"page {start // PAGE + 1}"
    path.write_bytes(new)
    assert looked_at(scene) == set()
    assert caught > spliced // 2 > 3


def looked_at(scene: Scene) -> set[str]:
    """Return what a verification finds in the store alone, without sitting down."""
    try:
        store = Store(scene.folder / STORE_FILE, scene.key)
    except DeskError as error:
        return {error.code.value}
    try:
        if store.complaints():
            return {ErrorCode.STORE_DAMAGED.value}
        with store.read() as read:
            _, _, found = keeping.findings(read, "SAS")
            return {item.code.value for item in (*found, *keeping.exchange_findings(read))}
    except DeskError as error:
        return {error.code.value}
    finally:
        store.close()


def contents(scene: Scene) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but the signed heads and what the search index keeps for itself."""
    store = Store(scene.folder / STORE_FILE, scene.key)
    with store.read() as read:
        names = [row[0] for row in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith(("matter_search_", "checkpoint"))]
        rows = {name: sorted(read.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in kept}
    store.close()
    return rows


def test_a_lost_tail_is_found_at_signing_in(scene: Scene) -> None:
    """The last lines are gone and the store itself is sound: the anchors and the signed head tell, and since when."""
    with behind_the_log(scene.folder, scene.key) as store:
        size = log.head(store).size
        cut_tail(store, size - 1)
        last = log.at_of(store, size - 1)
    desk = scene.open()
    assert {(item.code, item.since) for item in desk.room.standing.findings} >= {(FindingCode.LOG_TAIL_LOST, last)}
    with pytest.raises(DeskError) as error:
        recording.open_record(desk, {})
    assert error.value.code is ErrorCode.DESK_READ_ONLY
    assert reading.matters(desk)
    office.leave(desk)


def test_an_older_whole_copy_is_found_at_signing_in(scene: Scene, tmp_path: Path) -> None:
    """Yesterday's data folder in the place of today's: only what lies outside it knows better."""
    shutil.copytree(scene.folder, tmp_path / "yesterday")
    desk = scene.open()
    recording.add(desk, WHOLE)
    office.leave(desk)
    shutil.rmtree(scene.folder)
    shutil.copytree(tmp_path / "yesterday", scene.folder)
    assert scene.standing() == {"log-rolled-back"}
    assert "log-rolled-back" in scene.codes()


def test_an_old_key_file_is_found(scene: Scene) -> None:
    """A key file that knows an old passphrase again is not the one that the log names."""
    before = (scene.folder / VAULT_FILE).read_bytes()
    desk = scene.open()
    new = "पाँच पुराने पेड़ और एक कुआँ"
    people.change_passphrase(desk, PASSPHRASE, new)
    assert keeping.verify_log(desk).findings == ()
    office.leave(desk)
    (scene.folder / VAULT_FILE).write_bytes(before)
    desk = scene.open()
    (finding,) = desk.room.standing.findings
    assert finding.code is FindingCode.KEY_FILE_DIFFERS
    assert finding.since
    office.leave(desk)


# Witnesses


def test_a_signed_head_is_kept_and_proved(station: Desk) -> None:
    """It is signed once a size, again only after enough lines, and read back with the office's public keys alone."""
    recording.open_record(station, {"channel": "walk_in"})
    size = keeping.checkpoint(station)
    assert keeping.checkpoint(station) == size == log_size(station)
    recording.open_record(station, {"channel": "walk_in"})
    assert keeping.checkpoint(station, every=2) == size
    assert keeping.checkpoint(station) == size + 1
    with station.store.read() as read:
        assert [row.size for row in log.checkpoints(read)] == [size, size + 1]
        assert keeping.findings(read, "SAS")[2] == []


def test_a_head_signed_by_other_keys_is_found(station: Desk) -> None:
    """Keys of the office that were exchanged behind the log do not fit what the office signed."""
    keeping.checkpoint(station)
    with station.store.write() as write:
        office_rows.put_value(write, "keys", OfficeKeys.generate().to_bytes())
    assert found(station) == ["checkpoint-differs"]


def test_what_nobody_outside_vouches_for_is_counted(pair: Pair) -> None:  # noqa: F811
    """A receipt and a printed register each cover what stood before; the newest of them counts."""
    station = pair.station

    def unwitnessed() -> int:
        with station.store.read() as read:
            return keeping.unwitnessed(read)

    assert unwitnessed() == log_size(station)
    recording.add(station, WHOLE)
    pair.carry()
    sent = 2 + 1  # two lines of writing the bundle, one of taking the receipt
    assert unwitnessed() == sent
    registers.print_day(station, DAY, "hi")
    assert unwitnessed() == 1
    recording.open_record(station, {})
    assert unwitnessed() == 2


def test_the_head_is_told_in_twelve_words(station: Desk) -> None:
    """The same words as long as nothing is written, other words after it."""
    head = keeping.words(station)
    assert (head.size, len(head.words)) == (log_size(station), 12)
    assert keeping.words(station) == head
    recording.open_record(station, {})
    assert keeping.words(station).words != head.words
    assert keeping.verify_log(station).root == keeping.words(station).root


def test_a_log_shorter_than_its_receipt_is_found(pair: Pair) -> None:  # noqa: F811
    """The district signed for lines that are no longer there, or no longer the same."""
    recording.add(pair.station, WHOLE)
    pair.carry()
    assert keeping.verify_log(pair.station).findings == ()
    with pytest.raises(KeyError), pair.station.store.write() as write:
        for guard in log.GUARDS:
            write.execute(f"DROP TRIGGER {guard}")
        write.execute("UPDATE line SET leaf = zeroblob(32) WHERE seq = 2")
        codes = {item.code.value for item in keeping.exchange_findings(write)}
        assert codes == {"log-differs-from-sent", "log-differs-from-receipt"}
        assert {item.code.value for item in keeping.findings(write, "SAS")[2]} >= {"leaf-differs", "head-differs"}
        raise KeyError


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE outbox SET bundle = x'00'", "sent-unreadable"),
        ("UPDATE outbox SET note_sha256 = ''", "sent-differs"),
        ("UPDATE outbox SET written_at = NULL", "sent-differs"),
        ("UPDATE outbox SET last_line = 1", "sent-differs"),
        ("DELETE FROM outbox", "sent-differs"),
        ("DELETE FROM receipt", "receipt-differs"),
        ("UPDATE receipt SET result = 'refused'", "receipt-differs"),
        ("UPDATE receipt SET log_size = 1", "receipt-differs"),
        ("UPDATE receipt SET bytes = x'00'", "receipt-differs"),
        ("UPDATE peer SET enrolment = x'00'", "peer-differs"),
        ("DELETE FROM peer", "peer-differs"),
        ("UPDATE peer SET code = 'ALG'", "peer-differs"),
    ],
)
def test_what_went_out_is_held_against_its_lines(pair: Pair, statement: str, finding: str) -> None:  # noqa: F811
    """The outbox, the receipts and the pinned keys of the district are what the lines of their making tell."""
    recording.add(pair.station, WHOLE)
    pair.carry()
    assert keeping.verify_log(pair.station).findings == ()
    with pair.station.store.write() as write:
        write.execute("PRAGMA defer_foreign_keys = ON")
        if statement == "DELETE FROM outbox":
            write.execute("DELETE FROM receipt")
        write.execute(statement)
    assert finding in {item.code.value for item in keeping.verify_log(pair.station).findings}


@pytest.mark.parametrize("statement", ["DELETE FROM inbox", "UPDATE inbox SET note_sha256 = ''"])
def test_what_came_in_is_held_against_its_lines(pair: Pair, statement: str) -> None:  # noqa: F811
    """A bundle that the district took in does not disappear from its list."""
    recording.add(pair.station, WHOLE)
    pair.carry()
    with pair.district.store.write() as write:
        write.execute(statement)
    assert "taken-bundle-differs" in {item.code.value for item in keeping.verify_log(pair.district).findings}


def test_a_district_checks_each_line_with_the_key_in_force(pair: Pair) -> None:  # noqa: F811
    """A colleague's new key reaches the district, and neither the old lines nor the new ones are found wrong."""
    staff = add_staff(pair.station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    pair.carry()
    people.renew(
        pair.station,
        staff.ids[Role.CENTRE_STAFF],
        "नौ नये कबूतर छत पर सोते हैं",
        staff.second(Role.HOUSE_OFFICER),
    )
    pair.carry()
    assert keeping.verify_log(pair.district).findings == ()


# Shape


def test_a_finding_is_known_again(scene: Scene) -> None:
    """What two officers sign for is named by code, line and place, and so it is the same the next day."""
    finding = Finding(FindingCode.PART_DIFFERS, 7, "facts", "2026-10-06T06:30:00Z")
    assert str(finding) == str(replace(finding, since="")) == "part-differs line 7 facts"
    with behind_the_log(scene.folder, scene.key) as store:
        store.execute("UPDATE matter SET head = ''")
    names = sorted(map(str, scene.found()))
    assert names == sorted(map(str, scene.found()))
    assert len(names) == 2


def test_recounting_needs_the_right(station: Desk, station_folder: Path) -> None:
    """A member of the desk staff does not recount the log; the desk looks at it for them at signing in."""
    staff = add_staff(station, Role.CENTRE_STAFF)
    office.leave(station)
    desk = staff.at_desk(station_folder, Role.CENTRE_STAFF)
    with pytest.raises(DeskError) as error:
        keeping.verify_log(desk)
    assert error.value.code is ErrorCode.NOT_ALLOWED
    assert keeping.quick(desk) == []
    office.leave(desk)


def test_parts_are_json_that_the_checks_can_read(scene: Scene) -> None:
    """A part that is no JSON, though its hash fits, is told and does not stop the walk."""
    with behind_the_log(scene.folder, scene.key) as store:
        seq = line_of(store, scene.records[0])
        rewrite(store, seq, lambda _, parts: parts.update(facts=b"no json"), scene.author())
        person = log.lines_of_kind(store, people.PERSON_ADDED)[0].seq
        rewrite(store, person, lambda _, parts: parts.update(facts=canonical([])), scene.author())
        assert json.loads(log.parts_of(store, person)[Part.FACTS][1]) == []
    opened = Store(scene.folder / STORE_FILE, scene.key)
    with opened.read() as read:
        codes = {item.code.value for item in keeping.findings(read, "SAS")[2]}
    opened.close()
    assert {"revision-unreadable", "person-differs"} <= codes
