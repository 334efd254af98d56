"""A played day: every entry saved, every check holds, and nothing in clear on the disk but what was asked for."""

import base64
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from station_desk.desk import call_list, office
from station_desk.desk.ports import intake_form
from station_desk.rehearsal import case_checks, checks, clock_checks, play, safe_ways, session_checks
from tests.referrals import text_of

ROOT = Path(__file__).parents[2]
DAY = ROOT / "resources/demo/day-at-the-station.json"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> play.Played:
    """The day played once, in a process of its own so that its home and temporary folders can be searched."""
    return play.play_day(DAY, tmp_path_factory.mktemp("play") / "out")


def test_all_entries_are_saved_and_all_checks_hold(played: play.Played) -> None:
    """28 in, 28 saved; a refused value is told, its entry stands."""
    assert (played.entries, len(played.kept)) == (28, 28)
    assert [result for result in played.results if not result.holds] == []
    assert len(played.results) > 200
    refused = {problem.code.value for kept in played.kept for problem in kept.refused}
    assert refused == {"no-such-date", "future-date"}


def test_unchecked_notes_are_counted_not_ticked(played: play.Played) -> None:
    """Every note is either checked or listed; the count only comes down by new checks."""
    day = json.loads(DAY.read_text(encoding="utf-8"))
    notes = [note for told in (*day["entries"], *day["counselling_sessions"]) for note in told["expected"]]
    checked = [result.what for result in played.results if result.what in notes]
    assert sorted([*checked, *(note for _, note in played.unchecked)]) == sorted(notes)
    assert len(played.unchecked) <= 67


def test_no_check_stands_for_no_note() -> None:
    """Words that no note of the day has would be a check that is never run."""
    day = json.loads(DAY.read_text(encoding="utf-8"))
    of_entries = [note for entry in day["entries"] for note in entry["expected"]]
    of_sessions = [note for session in day["counselling_sessions"] for note in session["expected"]]
    for words in (*checks.NOTES, *clock_checks.CLOCK_NOTES, *case_checks.CASE_NOTES):
        assert any(re.search(words, note) for note in of_entries), words
    for words in session_checks.SESSION_NOTES:
        assert any(re.search(words, note) for note in of_sessions), words


def test_what_follows_the_intakes_is_played(played: play.Played) -> None:
    """Each session, promise, plan and referral is kept, also those that the desk refused at first."""
    day = json.loads(DAY.read_text(encoding="utf-8"))
    kept = Counter(done.form for done in played.done)
    assert kept["session"] == len(day["counselling_sessions"]) == 8
    assert kept["promise"] == sum(len(session.get("promises", ())) for session in day["counselling_sessions"])
    assert kept["referral"] == sum(len(entry["referrals"]) for entry in day["entries"])
    assert kept["safety_plan"] == sum("safety_plan" in session for session in day["counselling_sessions"])
    refused = {(problem.path, problem.code.value) for done in played.done for problem in done.refused}
    assert {("kind", "joint-closed"), ("consent_row", "consent-not-given"), ("actions_done", "required")} <= refused


def test_the_call_list_shows_her_hours_and_what_the_caller_says(played: play.Played) -> None:
    """On the paper for her next date: the name that gives nothing away, all her safe hours, and no way but a call."""
    ways = {one.n: safe_ways.answers(one.entry) for one in played.kept}
    named = [one for one in played.kept if {"say_who_is_calling", "safe_time"} <= ways[one.n].keys()]
    silent = [one for one in played.kept if ways[one.n].get("may_call") == "no"]
    assert named and silent
    labels = {choice.code: choice.label.en for choice in intake_form().field("safe_time").choices}
    opener = office.signers(played.out / play.STATION)[0]
    with office.at_desk(played.out / play.STATION, play.PASSPHRASE, opener) as desk:
        for one in (*named, *silent):
            day = date.fromisoformat(one.entry["next_date"])
            paper = text_of(call_list.print_calls(desk, day, "en").pdf)
            assert (one.token in paper) is (one in named)
            hours = ways[one.n]["safe_time"] if one in named else ()
            assert all(words in paper for words in (safe_ways.caller(one.entry), *(labels[code] for code in hours)))


def test_serials_are_gap_free_and_bundles_accepted(played: play.Played) -> None:
    """Tokens run 1 to 28; each day's bundle was accepted and receipted."""
    serials = sorted(int(kept.token.rsplit("/", 1)[1]) for kept in played.kept)
    assert serials == list(range(1, 29))
    assert all("inspected accepted, accepted, again duplicate, receipt accepted" in line for line in played.bundles)


def test_an_office_made_by_playing_is_practice_for_ever(played: play.Played) -> None:
    """It opens on the machine's clock too, and is still marked."""
    opener = office.signers(played.out / play.STATION)[0]
    with office.at_desk(played.out / play.STATION, play.PASSPHRASE, opener) as desk:
        assert desk.office.practice


def test_a_file_that_is_no_day_is_refused(tmp_path: Path) -> None:
    """Another JSON file makes no office."""
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(Exception, match="file-not-day"):
        play.play_day(tmp_path / "x.json", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def markers() -> Iterator[str]:
    """Yield the names, phones and own words of the day."""
    day = json.loads(DAY.read_text(encoding="utf-8"))
    for entry in day["entries"]:
        yield from (entry[id] for id in ("name_hi", "name_roman", "mobile", "safe_contact") if id in entry)
        yield from (entry["own_words"][at : at + 24] for at in (0, 40))
        yield from (row["name_hi"] for row in entry.get("respondents", ()) if "name_hi" in row)
    for session in day["counselling_sessions"]:
        told = ("session_notes_hi", "child_notes_hi", "other_side_version_hi", "agreed_summary_hi")
        yield from (session[id][:24] for id in told if id in session)


def forms(marker: str) -> Iterator[bytes]:
    """Yield the ways a text may lie in a file."""
    for text in {marker, unicodedata.normalize("NFD", marker), unicodedata.normalize("NFC", marker)}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield base64.b64encode(text.encode())[:-4]
        yield text.encode().hex().encode()
        yield json.dumps(text).encode()[1:-1]


def test_nothing_of_her_lies_in_clear_on_the_disk(tmp_path: Path) -> None:
    """Store, journal, drafts, temporary files, settings and logs of a played day hold no marker; only the PDFs do."""
    home = tmp_path / "home"
    folders = {name: home / name for name in ("tmp", "config", "data", "cache")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(folders["tmp"]),
        "SQLITE_TMPDIR": str(folders["tmp"]),
        "XDG_CONFIG_HOME": str(folders["config"]),
        "XDG_DATA_HOME": str(folders["data"]),
        "XDG_CACHE_HOME": str(folders["cache"]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "station_desk.cli", "play-day", str(DAY), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    assert {path.name for path in files} >= {"store.db", "vault.json", "sas-e1-000001.sdb"}
    contents = {path: path.read_bytes() for path in files}
    wanted = {form for marker in markers() for form in forms(marker) if len(form) >= 8}
    assert len(wanted) > 500
    found = {(path.name, form[:12]) for path, data in contents.items() for form in wanted if form in data}
    assert found == set()
    # The notes that are not yet checked are the day file's own words and may name its invented people.
    printed = done.stdout.partition(b"not yet checked")[0] + done.stderr
    assert not any(marker.encode() in printed for marker in markers() if len(marker) > 12)
