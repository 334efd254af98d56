"""Play a recorded day into a fresh station and a fresh district through the same use cases as the window.

Owns the order of the day and the report. Everything it makes is marked practice for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from station_desk.desk import casework, enrolling, keeping, office, people, receiving, recording, registers, sending
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.files import make_private_dir, read_file, write_file
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.calendar import INDIA
from station_desk.domain.fields import Language
from station_desk.domain.roles import Role
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, Problem, ProblemCode
from station_desk.rehearsal import checks, day, follow
from station_desk.rehearsal.context import Context, Done, Kept, Result

OPENER, HOUSE_OFFICER = "nodal officer", "SHO"
ROLES = {HOUSE_OFFICER: Role.HOUSE_OFFICER, "counsellor": Role.COUNSELLOR, "desk": Role.CENTRE_STAFF}
PASSPHRASE = "अभ्यास के नीले बादल सात नावें"  # opens practice offices only
DAY_LIMIT = 8 << 20
STATION, DISTRICT, STICK = "station", "district", "stick"
CLEARING_TRIES = 6
TYPING = timedelta(minutes=4)


@dataclass(slots=True)
class Played:
    """What playing a day made and found."""

    out: Path
    kept: list[Kept] = field(default_factory=list)
    papers: list[Path] = field(default_factory=list)
    bundles: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    unchecked: list[tuple[int, str]] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    entries: int = 0

    @property
    def failed(self) -> bool:
        """Tell whether an entry was lost or a check did not hold."""
        return len(self.kept) != self.entries or any(not result.holds for result in self.results)

    def report(self) -> Iterator[str]:
        """Yield the lines to print; ids, codes and counts only, and the notes of the day file."""
        yield f"entries {self.entries} in, {len(self.kept)} saved"
        for kept in self.kept:
            said = [f"{problem.path}: {problem.code.value}" for problem in (*kept.refused, *kept.notices)]
            yield f"  {kept.n:>2} {kept.token}  still to ask {kept.to_ask}" + (f"  [{'; '.join(said)}]" if said else "")
        counted = Counter(done.form for done in self.done)
        yield f"case records {len(self.done)} kept: " + ", ".join(f"{form} {count}" for form, count in counted.items())
        for done in self.done:
            said = [f"{problem.path}: {problem.code.value}" for problem in done.refused]
            if said:
                yield f"  {done.n:>2} {done.form}  refused first [{'; '.join(said)}]"
        yield from self.bundles
        yield from (f"paper {path}" for path in self.papers)
        held = sum(result.holds for result in self.results)
        yield f"checks {held} hold, {len(self.results) - held} fail"
        yield from (f"  FAILS entry {result.n}: {result.what}" for result in self.results if not result.holds)
        yield f"not yet checked {len(self.unchecked)}"
        yield from (f"  entry {n}: {note}" for n, note in self.unchecked)


def play_day(file: Path, out: Path, language: Language = "hi") -> Played:
    """Play a day file into `out` (which gets station/, district/, stick/ and the papers).

    Raises FILE_NOT_DAY when the file is no day file, FOLDER_NOT_EMPTY when one of the three is there already.
    """
    try:
        recorded = day.read_day(read_file(file, DAY_LIMIT))
    except ValueError:
        raise DeskError(ErrorCode.FILE_NOT_DAY) from None
    if any((out / name).exists() for name in (STATION, DISTRICT, STICK)):
        raise DeskError(ErrorCode.FOLDER_NOT_EMPTY)
    morning = datetime.fromisoformat(recorded.entries[0]["arrived_at"]) - timedelta(hours=1)
    make_private_dir(out)
    make_private_dir(out / STICK)
    opener = next(person for person in recorded.staff if person["role"] == OPENER)
    named = opener["name_hi"], opener["rank_hi"], True, PASSPHRASE, morning
    office.create(out / STATION, "station", "SAS", "सासनी", "हाथरस", *named)
    office.create(out / DISTRICT, "district", "HTS", "हाथरस", "हाथरस", "जनपद डेस्क", "उ0नि0", True, PASSPHRASE, morning)
    played = Played(out, entries=len(recorded.entries))
    with (
        office.at_desk(out / STATION, PASSPHRASE, practice_at=morning) as head,
        office.at_desk(out / DISTRICT, PASSPHRASE, practice_at=morning) as district,
    ):
        _play(recorded, seat_staff(recorded, head), district, played, language)
    return played


def seat_staff(recorded: day.Day, head: Desk) -> dict[str, Desk]:
    """Add the day's staff with their posts; return a seat for each at the same open office, by their id in the file."""
    opener = next(person for person in recorded.staff if person["role"] == OPENER)
    added, second = {opener["id"]: head.person.id}, None
    for person in sorted(recorded.staff, key=lambda person: person["role"] != HOUSE_OFFICER):
        if person is opener:
            continue
        role = ROLES[person["role"]]
        agreeing = second if people.needs_second(head, role) else None
        name, rank, woman = person["name_hi"], person["rank_hi"], person["sex"] == "woman"
        added[person["id"]] = people.add(head, name, rank, woman, PASSPHRASE, role, agreeing).id
        if role is Role.HOUSE_OFFICER:
            second = SecondPerson(added[person["id"]], PASSPHRASE)
            people.give(office.step_in(head.room, second.id, PASSPHRASE), head.person.id, Role.NODAL_OFFICER)
    return {id: office.step_in(head.room, person, PASSPHRASE) for id, person in added.items()}


def _play(recorded: day.Day, seats: Mapping[str, Desk], district: Desk, played: Played, language: Language) -> None:
    station = seats[next(person["id"] for person in recorded.staff if person["role"] == OPENER)]
    _enrol(station, district, played.out / STICK)
    follower = follow.Follower(recorded, seats, played.kept)
    steps: list[tuple[datetime, Callable[[], None]]] = [
        (day.entered_at(entry) + TYPING, partial(_enter, recorded, seats, entry, played.kept))
        for entry in recorded.entries
    ]
    played.done = follower.done
    steps += follower.steps()
    for on in {moment.astimezone(INDIA).date() for moment, _ in steps}:
        steps.append((_evening(on), partial(_close_day, station, district, on, played, language)))
    for moment, act in sorted(steps, key=itemgetter(0)):
        office.set_practice_clock(station, moment)
        act()
    records = {kept.n: kept.record for kept in played.kept}
    checked = Context(station, district, recorded, records, seats, follower.done)
    for kept in played.kept:
        results, unchecked = checks.check(checked, kept)
        played.results += results
        played.unchecked += unchecked
    for desk in (station, district):
        for finding in keeping.verify_log(desk).findings:
            played.results.append(Result(0, f"log of {desk.office.code}: {finding}", False))


def _enrol(station: Desk, district: Desk, stick: Path) -> None:
    asked = enrolling.request(station, stick / "request.sde")
    seen = enrolling.look_at_request(district, stick / "request.sde")
    if seen.fingerprint != asked.fingerprint:
        raise DeskError(ErrorCode.NOT_ENROLLED)
    approved = enrolling.approve(district, stick / "request.sde", stick / "approval.sda")
    answered = enrolling.look_at_approval(station, stick / "approval.sda")
    if answered.fingerprint != approved.fingerprint:
        raise DeskError(ErrorCode.NOT_ENROLLED)
    enrolling.accept_approval(station, stick / "approval.sda")


def _enter(recorded: day.Day, seats: Mapping[str, Desk], entry: Mapping[str, Any], kept: list[Kept]) -> None:
    """Save one entry as a person would: give a reason for a later date, clear a refused field, keep the rest."""
    desk = seats[day.received_by(recorded, entry)]
    ids = {id: seat.person.id for id, seat in seats.items()}
    raw = day.answers(intake_form(), recorded, entry, ids, {earlier.n: earlier.token for earlier in kept})
    raw |= follow.decided(entry, recording.judged(desk, raw).answers)
    refused: list[Problem] = []
    for _ in range(CLEARING_TRIES):
        try:
            saved = recording.add(desk, raw)
        except AnswersRefusedError as error:
            refused += error.problems
            for problem in error.problems:
                later = problem.code is ProblemCode.FUTURE_DATE
                raw = day.with_reason(raw, problem.path) if later else day.without(raw, problem.path)
            continue
        due, to_ask = casework.read(desk, saved.record).due, len(saved.to_ask)
        told = tuple(refused), saved.notices
        kept.append(Kept(entry["n"], entry, saved.token, saved.record, *told, to_ask, due))
        return
    raise AnswersRefusedError(refused)


def _evening(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 20, 30, tzinfo=INDIA)


def _close_day(station: Desk, district: Desk, on: date, played: Played, language: Language) -> None:
    """End a day: print the register, carry a bundle to the district, bring the receipt back."""
    stick = played.out / STICK
    office.set_practice_clock(district, _evening(on))
    printed = registers.print_day(station, on, language)
    paper = played.out / f"register-{on}.pdf"
    write_file(paper, printed.pdf)
    played.papers.append(paper)
    sent = sending.export(station, stick)
    seen = receiving.inspect(district, sent.path)
    taken = receiving.take_in(district, sent.path, stick)
    again = receiving.take_in(district, sent.path, stick)
    told = f"bundle {sent.seq} lines {sent.first_line}-{sent.last_line}: inspected {seen.outcome}, {taken.result}"
    if taken.receipt_path is None or again.result != receiving.DUPLICATE:
        raise DeskError(ErrorCode.NOTHING_TO_SEND)
    receipt = sending.import_receipt(station, taken.receipt_path)
    played.bundles.append(f"{told}, again {again.result}, receipt {receipt.result}")
