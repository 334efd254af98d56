"""Tamper with a worked station again and again, and look whether anything is believed that is not as it was written.

Owns the judging of a case and the tally. A case is caught when opening refuses with a known code, or the quick look or
the whole verification names a grave finding; told when only a witness beside the store was touched and a notice names
it; lagging when the store is proven the same and one anchor is an authentic earlier one, as a power cut leaves it too;
harmless when the whole state is proven the same, by all that stands in it. Anything else is a miss.

Not in the campaign: a line that somebody who holds all keys appends in their own name (that is what writing is), and
drafts, which are nobody's record yet.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from station_desk.desk import keeping, office
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.domain.letters import words_of
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.locks import FolderLock
from station_desk.host.paths import state_dir
from station_desk.store import office as office_rows
from station_desk.store.connect import Connection, open_connection
from station_desk.store.office import PersonRow
from station_desk.vault.author import Author
from station_desk.vault.keyring import PersonSecrets
from station_desk.vault.secret import Secret
from tests.torture.worked_station import PROFILE, WAL_FILE, Worked, files_of, profile_of

# What opening may answer to a file that was changed. A refusal for another reason proves nothing.
REFUSALS: Final = frozenset(
    {
        ErrorCode.STORE_DAMAGED,
        ErrorCode.STORE_NEWER,
        ErrorCode.STORE_MISSING,
        ErrorCode.OFFICE_MISSING,
        ErrorCode.VAULT_MISSING,
        ErrorCode.VAULT_DAMAGED,
        ErrorCode.VAULT_NEWER,
        ErrorCode.PASSPHRASE_WRONG,
        ErrorCode.PERSON_UNKNOWN,
        ErrorCode.KEY_FILE_OLD,
        ErrorCode.KEY_FILE_STALE,
        ErrorCode.DEVICE_KEY_MISSING,
        ErrorCode.DEVICE_KEY_DAMAGED,
        ErrorCode.DEVICE_KEY_OTHER,
    }
)
# Drafts are nobody's record yet; the other belongs to the library that lays the schema.
INDEX: Final = "matter_search"
NO_RECORD: Final = frozenset({"draft", "_sqlite_migrations"})
# Beside the store: what is compared elsewhere, and a spare that proves itself when somebody asks for it.
NOT_COMPARED: Final = frozenset({STORE_FILE, WAL_FILE, "vault.json.1"})
WITNESS_FILES: Final = (office.HEAD_NOTE, PROFILE)

Files = dict[str, bytes]
Edit = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One tampering: the files as the attacker leaves them, then what is done inside the store.

    `by_door` has it judged through a whole sign-in of the nodal officer, with the key file.
    """

    kind: str
    what: str
    files: Files = field(repr=False)
    edit: Edit | None = field(default=None, repr=False)
    by_door: bool = False
    forge: Callable[[Connection], Files] | None = field(default=None, repr=False)  # files made after the edit
    base: str = ""  # the copy that the files were taken from, where that is not the newest


@dataclass(slots=True)
class Tally:
    """What a campaign found, by kind of case and by how each was caught."""

    cases: int = 0
    words: Counter[str] = field(default_factory=Counter)
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, case: Case, word: str, detail: str) -> None:
        """Count one judged case; one that never came to be counts for nothing."""
        if word == "void":
            return
        self.cases += 1
        self.words[word] += 1
        self.by_kind.setdefault(case.kind, Counter())[word] += 1
        if word in ("refused", "quick", "verify", "told"):
            self.codes[f"{word} {detail}"] += 1
        elif word not in ("harmless", "lagging"):
            self.misses.append(f"{word}: {case.kind}: {case.what}: {detail}")


class Judge:
    """Lays a case out in a folder of its own and says what the program makes of it."""

    def __init__(self, worked: Worked, place: Path) -> None:
        self.worked = worked
        self.folder = place / "case"
        self._reader = _nodal(worked, self)
        self._same = {"": self._fingerprint(worked.now.files)}

    @contextmanager
    def _laid_out(self, files: Mapping[str, bytes]) -> Iterator[Path]:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        profile = self._place(PROFILE)
        profile.parent.mkdir(parents=True, exist_ok=True)
        for anchored in profile.parent.glob(f"{self.worked.office_id}.*"):
            anchored.unlink()
        for name, data in files.items():
            self._place(name).write_bytes(data)
        yield self.folder

    def _place(self, name: str) -> Path:
        return profile_of(self.folder, self.worked.office_id) if name == PROFILE else self.folder / name

    @contextmanager
    def raw(self, files: Mapping[str, bytes]) -> Iterator[Connection]:
        """Open the store of a case with the raw key, as an attacker does who holds it."""
        with self._laid_out(files) as folder:
            connection = open_connection(folder / STORE_FILE, self.worked.store)
            try:
                yield connection
            finally:
                connection.close()

    def judge(self, case: Case) -> tuple[str, str]:
        """Return the outcome (refused, quick, verify, told, harmless, missed, crashed) and what says so."""
        with self._laid_out(case.files):
            if case.edit is not None:
                connection = open_connection(self.folder / STORE_FILE, self.worked.store)
                try:
                    case.edit(connection)
                    for name, data in (case.forge(connection) if case.forge else {}).items():
                        self._place(name).write_bytes(data)
                except (dbapi2.DatabaseError, LookupError) as error:
                    return "void", str(error)  # the attacker's own mistake: nothing was committed
                finally:
                    connection.close()
            try:
                return self._outcome(case)
            except DeskError as error:
                known = error.code in REFUSALS
                return ("refused", error.code.value) if known else ("missed", f"only {error.code.value}")
            except Exception as error:  # a crash is an outcome, and a miss
                return "crashed", f"{type(error).__name__}: {error}"

    def _outcome(self, case: Case) -> tuple[str, str]:
        with self._desk(case) as (desk, found):
            grave = [finding for finding in found if finding.is_grave]
            if grave:
                return "quick", grave[0].code.value
            found = [*found, *keeping.verify_log(desk).findings]
            grave = [finding for finding in found if finding.is_grave]
            if grave:
                return "verify", grave[0].code.value
            now = self._signed_in(case) if case.by_door else self._state(desk)
        same = self._untouched(case.base)
        if now == same and not found:
            return "harmless", ""
        if found and now[0] == same[0]:
            return "told", found[0].code.value
        if now[0] == same[0] and self._lags(case):
            return "lagging", ""
        return "missed", "nothing found" if not found else f"only {found[0].code.value}"

    @contextmanager
    def _desk(self, case: Case) -> Iterator[tuple[Desk, list[keeping.Finding]]]:
        """Sit down, by the door or with keys at hand; gives the desk and what the quick look found."""
        worked = self.worked
        if case.by_door:
            reader = self._reader.id
            desk = office.unlock(self.folder, worked.passphrases[reader], reader, practice_at=worked.noon)
            try:
                yield desk, list(desk.room.standing.findings)
            finally:
                desk.close()
            return
        lock = FolderLock(self.folder)
        try:
            room = office.open_room(self.folder, lock, worked.secrets(), worked.noon)
        except BaseException:
            lock.release()
            raise
        try:
            seed = Secret(bytes(32))  # looking writes no line, so nobody's own keys are needed
            desk = Desk(room, self._reader, PersonSecrets(seed, seed), Author(seed))
            yield desk, keeping.quick(desk)
        finally:
            room.close()

    def _lags(self, case: Case) -> bool:
        """Tell whether nothing but an anchor is another, and that one this station's own of an earlier moment."""
        files = {name: data for name, data in case.files.items() if name not in WITNESS_FILES}
        known = {copy.files.get(name) for copy in self.worked.copies for name in WITNESS_FILES}
        rest = {name: data for name, data in self.worked.now.files.items() if name not in WITNESS_FILES}
        return files == rest and all(case.files.get(name) in known for name in WITNESS_FILES)

    def _state(self, desk: Desk) -> tuple[str, str]:
        with desk.store.read() as read:
            return _content(read), _digest(files_of(self.folder, self.worked.office_id))

    def _signed_in(self, case: Case) -> tuple[str, str]:
        """Signing in has written a line, so the store counts as it was before; the key file is looked at afterwards."""
        store = self._same[""][0] if case.files[STORE_FILE] == self.worked.now.files[STORE_FILE] else ""
        after = files_of(self.folder, self.worked.office_id)
        return store, _digest(after | {name: case.files[name] for name in WITNESS_FILES if name in case.files})

    def _untouched(self, base: str) -> tuple[str, str]:
        if base not in self._same:
            files = next(copy.files for copy in self.worked.copies if copy.name == base)
            self._same[base] = self._fingerprint(files)
        return self._same[base]

    def _fingerprint(self, files: Mapping[str, bytes]) -> tuple[str, str]:
        with self.raw(files) as connection:
            return _content(connection), _digest(files)


def _nodal(worked: Worked, judge: Judge) -> PersonRow:
    with judge.raw(worked.now.files) as connection:
        return next(row for row in office_rows.people(connection) if row.name == "मंजरी तोमर")


def _digest(files: Mapping[str, bytes]) -> str:
    kept = {name: sha256(data).hexdigest() for name, data in files.items() if name not in NOT_COMPARED}
    return repr(sorted(kept.items()))


def _content(connection: Connection) -> str:
    """Return a hash of everything that stands in a store, its schema included, but for what is no record.

    How the index is laid out inside is the driver's own; what is compared is what every word in it finds.
    """
    schema = sorted(connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall())
    digest = sha256(repr(schema).encode())
    for kind, name, _, _ in schema:
        if kind == "table" and name not in NO_RECORD and not name.startswith(f"{INDEX}_"):
            rows = sorted(repr(_meant(name, row)) for row in connection.execute(f'SELECT * FROM "{name}"'))
            digest.update(repr((name, rows)).encode())
    words = {word for (text,) in connection.execute(f"SELECT words FROM {INDEX}") for word in words_of(text)}
    for word in sorted(words):
        found = connection.execute(f"SELECT record FROM {INDEX} WHERE {INDEX} MATCH ?", (f'"{word}"*',)).fetchall()
        digest.update(repr((word, sorted(found))).encode())
    return digest.hexdigest()


def _meant(table: str, row: tuple[object, ...]) -> tuple[object, ...]:
    """Return a row as the program reads it: of a person's flags only whether they are set."""
    return tuple(bool(cell) if table == "person" and isinstance(cell, int) else cell for cell in row)


@contextmanager
def own_profile(folder: Path) -> Iterator[None]:
    """Keep the second anchor in a folder of ours while a campaign runs."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(folder)
    assert folder in state_dir().parents
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_STATE_HOME"]
        else:
            os.environ["XDG_STATE_HOME"] = before


def campaign(judge: Judge, cases: Iterable[Case], told: Callable[[str], None] = lambda _: None) -> Tally:
    """Judge every case; the untouched station must be found sound first, or nothing that follows proves anything."""
    tally = Tally()
    for by_door in (False, True):
        word, detail = judge.judge(Case("untouched", "", dict(judge.worked.now.files), by_door=by_door))
        assert word == "harmless", f"the untouched station: {word} {detail}"
    for number, case in enumerate(cases, 1):
        word, detail = judge.judge(case)
        tally.add(case, word, detail)
        if word in ("missed", "crashed"):
            told(f"{number} {tally.misses[-1]}")
        if number % 500 == 0:
            told(f"{number} cases {dict(tally.words)}")
            gc.collect()
    return tally
