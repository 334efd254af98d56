"""Kill a desk while it changes the key file, again and again, and look whether the office opens and with what.

A child does one act on a copy of an office; it is killed (SIGKILL) after a time drawn from a seed, or by its own hand
at a drawn one of its calls that write. Afterwards the office must open with exactly one of the two passphrases, the one
that the newest `vault.changed` line of the store goes with, the key file must hold just the people and sheets the
store tells of, and the log must verify. The process dies, the machine does not: nothing here is about power cuts.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from types import FrameType
from typing import Any, Final

from station_desk.desk import anchor, keeping, key_file, office, people, recovery
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import VAULT_FILE, Desk
from station_desk.domain.ids import PersonId
from station_desk.domain.roles import Role
from station_desk.errors import DeskError
from station_desk.host.paths import state_dir
from station_desk.store import log
from station_desk.store import office as office_rows
from station_desk.vault import keyring
from tests.conftest import NOON, PASSPHRASE, make_office
from tests.staff import NAMES, add_staff

NEW: Final = "पुल के नीचे सोती हरी नाव"
# Calls that leave something behind; a kill by the own hand comes just before or just after one of them.
WRITING: Final = frozenset(
    {"execute", "executemany", "write", "fsync", "replace", "rename", "unlink", "open", "close", "copyfile", "chmod"}
)
LEFT_OVER: Final = (key_file.NEXT, "store.db.next", f"{VAULT_FILE}.part", f"{key_file.NEXT}.part")


@dataclass(frozen=True, slots=True)
class Ready:
    """An office to work on: its folder, its people by role, and what two of its recovery sheets say."""

    folder: str
    state: str
    head: str
    ids: Mapping[str, str]
    sheets: Mapping[str, str]

    def second(self) -> SecondPerson:
        """Return the officer who agrees."""
        return SecondPerson(self.ids[Role.HOUSE_OFFICER], NAMES[Role.HOUSE_OFFICER][2])


Act = Callable[[Desk, Ready], object]
# What is done, by whom it changes the passphrase ("" for nobody).
ACTS: Final[Mapping[str, tuple[Act, str]]] = {
    "change": (lambda desk, _: people.change_passphrase(desk, PASSPHRASE, NEW), "head"),
    "add": (lambda desk, _: people.add(desk, "रमा", "आरक्षी", True, NEW), ""),
    "renew": (lambda desk, ready: people.renew(desk, ready.ids[Role.COUNSELLOR], NEW, ready.second()), Role.COUNSELLOR),
    "leave": (lambda desk, ready: people.leave(desk, ready.ids[Role.CENTRE_STAFF]), ""),
    "issue": (lambda desk, ready: recovery.issue(desk, recovery.SHEETS, ready.second()), ""),
    "replace": (lambda desk, ready: recovery.issue(desk, ["district"], ready.second()), ""),
}
BY_SHEETS: Final = "let in"  # at the door, with nobody signed in


@dataclass(slots=True)
class Outcome:
    """What a campaign found."""

    kills: int = 0
    finished: int = 0
    opened: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def prepare(place: Path) -> Ready:
    """Make the office that every trial begins from."""
    folder, state = place / "template", place / "template-state"
    os.environ["XDG_STATE_HOME"] = str(state)
    make_office(folder, "station", "SAS", "सासनी")
    with office.at_desk(folder, PASSPHRASE, practice_at=NOON) as desk:
        staff = add_staff(desk, Role.HOUSE_OFFICER, Role.COUNSELLOR, Role.CENTRE_STAFF)
        second = staff.second(Role.HOUSE_OFFICER)
        sheets = recovery.issue(desk, recovery.SHEETS, second).digits
        ids = {role.value: id for role, id in staff.ids.items()}
        return Ready(str(folder), str(state), desk.person.id, ids, dict(sheets))


class _OwnHand:
    """Counts the calls that write and, at a drawn one, ends the process as a kill does."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(self, _frame: FrameType, event: str, what: Any) -> None:
        """Be told of a call by the interpreter."""
        if event in ("c_call", "c_return") and getattr(what, "__name__", "") in WRITING:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def child(name: str, ready: Ready, at: int, pipe: Pipe) -> None:
    """Do one act; tell when it begins, and when it is done how long it took and how many calls it made."""
    os.environ["XDG_STATE_HOME"] = ready.state
    folder = Path(ready.folder)
    if name == BY_SHEETS:
        act = _let_in(ready)
    else:
        desk = office.unlock(folder, PASSPHRASE, ready.head, practice_at=NOON)
        act = _at_desk(desk, ready, name)
    hand = _OwnHand(at)
    pipe.send("ready")
    began = time.perf_counter()
    sys.setprofile(hand)
    act()
    sys.setprofile(None)
    pipe.send((time.perf_counter() - began, hand.count))
    signal.pause()


def _at_desk(desk: Desk, ready: Ready, name: str) -> Callable[[], object]:
    return lambda: ACTS[name][0](desk, ready)


def _let_in(ready: Ready) -> Callable[[], object]:
    first, second = (ready.sheets[sheet] for sheet in recovery.SHEETS[:2])
    return lambda: recovery.let_in(Path(ready.folder), first, second, ready.head, NEW, NOON)


class Trials:
    """One campaign: a copy of the office for each kill, a child for each, and the looking afterwards."""

    def __init__(self, place: Path, names: Sequence[str]) -> None:
        self.place = place
        self.names = tuple(names)
        self.template = prepare(place)
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([__name__])
        self.lines = self._lines()
        self.outcome = Outcome()
        self.spans: dict[str, tuple[float, int]] = {}

    def _lines(self) -> int:
        with office.at_desk(Path(self.template.folder), PASSPHRASE, self.template.head, NOON) as desk:
            return len(_changes(desk))

    def _copy(self) -> Ready:
        folder, state = self.place / "office", self.place / "state"
        for old, new in ((self.template.folder, folder), (self.template.state, state)):
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(old, new)
        os.environ["XDG_STATE_HOME"] = str(state)
        (outside,) = state_dir().glob(f"*{anchor.SUFFIX}")
        outside.rename(anchor.outside(state_dir(), outside.name.partition(".")[0], folder))
        return Ready(str(folder), str(state), self.template.head, self.template.ids, self.template.sheets)

    def measure(self) -> None:
        """Do every act once to its end: how long it takes, how many calls it makes. It must leave a sound office."""
        for name in self.names:
            ready = self._copy()
            mine, theirs = self.context.Pipe()
            process = self.context.Process(target=child, args=(name, ready, 0, theirs), daemon=True)
            process.start()
            theirs.close()
            assert mine.recv() == "ready"
            self.spans[name] = mine.recv()
            _end(process, mine)
            self._look(name, ready, f"{name}, to its end", finished=True)
        self.outcome.opened.clear()

    def kill(self, draw: random.Random) -> None:
        """Kill one act at a drawn moment and look."""
        name = draw.choice((*self.names, "change", "change"))
        span, calls = self.spans[name]
        at = draw.randint(1, calls) if draw.random() < 0.5 else 0
        # The writing stands at the end of an act, after the passphrases: half of the moments fall there.
        wait = span * (draw.uniform(0, 1.1) if draw.random() < 0.5 else draw.uniform(0.7, 1.1))
        ready = self._copy()
        mine, theirs = self.context.Pipe()
        process = self.context.Process(target=child, args=(name, ready, at, theirs), daemon=True)
        process.start()
        theirs.close()
        assert mine.recv() == "ready"
        if at:
            process.join(60)
        else:
            time.sleep(wait)
        process.kill()
        process.join()
        finished = self._finished(mine)
        _end(process, mine)
        self.outcome.kills += 1
        self.outcome.finished += finished
        what = f"{name}, {f'call {at} of {calls}' if at else f'after {wait:.4f} s of {span:.4f}'}"
        self._look(name, ready, what, finished=finished)

    def _finished(self, mine: Pipe) -> bool:
        try:
            return mine.poll() and isinstance(mine.recv(), tuple)
        except EOFError:
            return False

    def _look(self, name: str, ready: Ready, what: str, *, finished: bool) -> None:
        try:
            opened, said = self._open(name, ready)
        except DeskError as error:
            opened, said = "unopenable", [str(error)]
        if finished and opened == "old" and (name == BY_SHEETS or ACTS[name][1]):
            said.append("done, and the old passphrase opens")
        self.outcome.opened[f"{name}: {opened}"] += 1
        self.outcome.wrong += [f"{what}: {one}" for one in said]

    def _open(self, name: str, ready: Ready) -> tuple[str, list[str]]:
        """Open the office as its people would; say which passphrase did, and everything that is not as it must be."""
        folder = Path(ready.folder)
        changed = "head" if name == BY_SHEETS else ACTS[name][1]
        passphrases = [PASSPHRASE, NEW] if changed == "head" else [PASSPHRASE]
        opens = []
        said: list[str] = []
        for passphrase in passphrases:
            (folder / "throttle.json").unlink(missing_ok=True)
            try:
                desk = office.unlock(folder, passphrase, ready.head, practice_at=NOON)
            except DeskError as error:
                if error.code != "passphrase-wrong":
                    raise
                continue
            opens.append(passphrase)
            try:
                said += _unsound(desk)
                told = len(_changes(desk)) > self.lines
                said += self._other(name, ready, desk, told=told)
            finally:
                office.leave(desk)
        if len(opens) != 1:
            return "unopenable", [*said, f"{len(opens)} passphrases open the office"]
        if changed == "head" and told != (opens[0] == NEW):
            said.append("the passphrase is not the one of the newest line")
        return ("new" if told else "old"), said

    def _other(self, name: str, ready: Ready, desk: Desk, *, told: bool) -> list[str]:
        """Look at the colleague whose passphrase the act changes, or who is new or gone."""
        who = ready.ids.get(ACTS[name][1] if name in ACTS else "", "")
        if not who:
            return []
        vault, device = (desk.folder / VAULT_FILE).read_bytes(), key_file.device_key(desk.folder)
        opens = []
        for passphrase in (NAMES[Role.COUNSELLOR][2], NEW):
            try:
                keyring.unlock(vault, PersonId(who), passphrase, device).personal.wipe()
            except DeskError:
                continue
            opens.append(passphrase)
        return [] if opens == [NEW if told else NAMES[Role.COUNSELLOR][2]] else ["the colleague's passphrase is wrong"]


def _end(process: Any, pipe: Pipe) -> None:
    process.kill()
    process.join()
    process.close()
    pipe.close()


def _changes(desk: Desk) -> list[str]:
    with desk.store.read() as read:
        lines = log.lines_of_kind(read, key_file.VAULT_CHANGED)
    return [str(json.loads(line.header)["about"]["sha256"]) for line in lines]


def _unsound(desk: Desk) -> list[str]:
    """Compare the key file with the store, and verify the log."""
    vault = (desk.folder / VAULT_FILE).read_bytes()
    said = [str(finding) for finding in desk.room.standing.findings]
    said += [str(finding) for finding in keeping.verify_log(desk).findings]
    with desk.store.read() as read:
        signing = {row.id for row in office_rows.people(read) if row.active and row.signs_in}
        sheets = {row.name: row.box for row in office_rows.sheets(read) if row.active}
    if set(keyring.people(vault)) != signing:
        said.append("the key file lets others in than the store tells of")
    if keyring.sheets(vault) != sheets:
        said.append("the key file knows other sheets than the store tells of")
    said += [f"{name} is left behind" for name in LEFT_OVER if (desk.folder / name).exists()]
    return said


def campaign(
    place: Path,
    kills: int,
    seed: int,
    told: Callable[[str], None] = lambda _: None,
    names: Sequence[str] = (*ACTS, BY_SHEETS),
) -> Outcome:
    """Kill `kills` acts of these names and return what was found after each."""
    before = os.environ.get("XDG_STATE_HOME")
    draw = random.Random(seed)
    try:
        trials = Trials(place, names)
        trials.measure()
        for number in range(1, kills + 1):
            trials.kill(draw)
            if number % 50 == 0:
                told(f"{number} kills, {len(trials.outcome.wrong)} wrong")
    finally:
        if before is None:
            os.environ.pop("XDG_STATE_HOME", None)
        else:
            os.environ["XDG_STATE_HOME"] = before
    return trials.outcome
