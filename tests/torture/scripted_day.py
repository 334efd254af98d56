"""A whole day at a station and its district, played by a process of its own that somebody watches.

    python -m tests.torture.scripted_day OUT [all | short]

`all` plays the recorded day file first; `short` only what follows it: colleagues, working notes, the glass, PIN and
switch, recovery sheets, a forgotten passphrase, a draft, a register on paper. Says on stdout, as JSON, every word that
was typed and must stand nowhere; writes one word in clear, on purpose, to OUT/planted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from station_desk.desk import keeping, office, people, reading, recording, recovery, registers, sealing
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import write_file
from station_desk.host.paths import resources_dir
from station_desk.rehearsal import play
from tests.conftest import NOON, PASSPHRASE, make_office
from tests.staff import NAMES, add_staff
from tests.torture.markers import forms_of

DAY: Final = "demo/day-at-the-station.json"
PLANTED: Final = "\u0929ीलकाँसाघंटी"  # with a letter that has two spellings
NOTES: Final = ("रात को चम्पकवाटिका में छिपी रहती है", "जेठ का फोन तोतारामपुरा से आता है", "बेटी को मौसी ले गयी")
PIN: Final = "73910264"
NEW: Final = "धान के खेत में बैठी लाल मैना"
OTHER: Final = "टीन की छत पर बजती ओलावृष्टि"
WRONG: Final = "गलत लिखा हुआ यह पासफ़्रेज़"
WORDS: Final = {
    "name": "झुनकीदेवी",
    "name_roman": "Jhunakidevi",
    "father_or_husband": "मटरूलालजी",
    "village": "नगलाचौरासीखेड़ा",
    "own_words": "वानें मोय चूल्हे की लकड़ी ते मारौ और घरते निकार दई",
    "safe_phone": "7080109924",
    "safe_contact": "शाम को बुआ गेंदाबाई के घर फोन करें",
}
DRAFT: Final = "अधूराबैजनाथपुर"


def words_of_day() -> Iterator[str]:
    """Yield beginnings of everything in the recorded day that is about somebody: what is typed, never a code."""
    entries = json.loads((resources_dir() / DAY).read_text(encoding="utf-8"))["entries"]
    for text in _texts(entries):
        if (not text.isascii() and len(text) >= 6) or (text.isdigit() and len(text) == 10):
            yield text[:24]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def second_sitting(folder: Path, passphrase: str) -> list[str]:
    """Do what the recorded day does not; return the words typed."""
    desk = office.unlock(folder, passphrase, practice_at=NOON + timedelta(days=9))
    head = desk.person.id
    staff = add_staff(desk, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.COUNSELLOR, Role.CENTRE_STAFF)
    second = staff.second(Role.HOUSE_OFFICER)
    sheets = recovery.issue(desk, recovery.SHEETS, second).digits
    recovery.drill(desk, sheets["district"])
    saved = recording.open_record(desk, {"channel": "walk-in", **WORDS})
    recording.save_draft(desk, "d", {"name": DRAFT, **WORDS})
    reading.reveal(desk, saved.record, "amend")
    office.set_pin(desk, PIN)
    room = office.step_aside(desk)
    counsellor = staff.second(Role.COUNSELLOR)
    desk = office.step_in(room, counsellor.id, counsellor.passphrase)
    for text in NOTES:
        sealing.write_note(desk, saved.record, text)
    sealing.read_notes(desk, saved.record)
    desk = office.step_in_by_pin(office.step_aside(desk), head, PIN)
    why = "जान का खतरा, सूचना बिसाहुलालजी से"
    sealing.break_glass(desk, saved.record, "danger_to_life", why, second)
    people.renew(desk, staff.ids[Role.COUNSELLOR], OTHER, second)
    people.leave(desk, staff.ids[Role.CENTRE_STAFF])
    registers.save_day(desk, desk.today(), "hi", folder.parent / "register-second.pdf")
    try:
        people.change_passphrase(desk, WRONG, NEW)
    except DeskError as error:
        assert error.code is ErrorCode.PASSPHRASE_WRONG
    keeping.verify_log(desk)
    office.leave(desk)
    moment = NOON + timedelta(days=10)
    first, other = sheets["house_officer"], sheets["nodal_officer"]
    office.leave(recovery.let_in(folder, first, other, head, NEW, moment))
    typed = [*NOTES, PIN, NEW, OTHER, WRONG, DRAFT, why, PASSPHRASE, *WORDS.values()]
    typed += [passphrase for _, _, passphrase in NAMES.values()]
    return [*typed, *(group for digits in sheets.values() for group in (digits, digits.replace(" ", "")))]


def main() -> None:
    """Play, plant, tell."""
    out, how = Path(sys.argv[1]), sys.argv[2]
    os.environ["XDG_STATE_HOME"] = str(out / "profile")
    words = []
    if how == "all":
        assert not play.play_day(resources_dir() / DAY, out).failed
        words += [*words_of_day(), play.PASSPHRASE]
    words += second_sitting(make_office(out / "second" / "station", "station", "SAS", "सासनी"), PASSPHRASE)
    for number, data in enumerate(forms_of(PLANTED).values()):
        write_file(out / f"planted-{number}", data)
    print(json.dumps({"words": list(dict.fromkeys(words)), "planted": len(forms_of(PLANTED))}))


if __name__ == "__main__":
    main()
