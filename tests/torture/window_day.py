"""A day in the real window, in its own process, with words typed into everything that takes words; then the lock.

Owns the process and the order of the day. The words are made here and reach the program only as keys; they are looked
for afterwards by whoever asked (`tests/checks/markers.py`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from station_desk.desk import office, people
from station_desk.desk.approvals import SecondPerson
from station_desk.domain.roles import Role

ROOT: Final = Path(__file__).parents[2]
REMOTE: Final = Path(__file__).parent / "remote"
PATIENCE_S: Final = 90.0
LOOK_EVERY_S: Final = 0.03
PHRASE: Final = 5  # words typed into one line
SYLLABLES: Final = ("झू", "मा", "रो", "टी", "नी", "ला", "बे", "गू", "चा", "दी")
SIGNING_IN, TODAY = "SignInPage", "TodayPage"


def word(number: int) -> str:
    """Return a word that stands nowhere else: each digit of its number a syllable, behind a beginning of its own."""
    return "ञठ" + "".join(SYLLABLES[int(digit)] for digit in f"{number:04d}")


@dataclass(slots=True)
class Words:
    """The words typed so far, by what they were typed as."""

    typed: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def new(self, what: str, shape: str = "{}") -> str:
        """Make one more word in a sentence of this shape, and note it."""
        self.made += 1
        made = shape.format(word(self.made))
        self.typed[made] = what
        return made

    def note(self, what: str, text: str) -> str:
        """Note something typed that is no such word: digits, a PIN."""
        self.typed[text] = what
        return text


class Window:
    """The window's process, with hands in it."""

    def __init__(self, folder: Path, home: Path, temp: Path, said: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
        # What it says goes to a file that is not looked into: it may warn of the offscreen screen.
        self._said = said.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "station_desk", "--data", str(folder)],
            cwd=ROOT,
            env={
                **kept,
                "HOME": str(home),
                "TMPDIR": str(temp),
                "PYTHONPATH": f"{REMOTE}{os.pathsep}{ROOT}",
                "PYTHONDONTWRITEBYTECODE": "1",
                "QT_QPA_PLATFORM": "offscreen",
                "STATION_DESK_DAY": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
        )
        self.begin()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the window is gone")
        told: dict[str, Any] = json.loads(line)
        return told

    def begin(self) -> None:
        """Wait until the hands are there: at the start, and again when the process has begun anew."""
        while "begun" not in self._answer():
            pass

    def do(self, verb: str, **given: Any) -> Any:
        """Have the hands do something; return what they tell."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": verb, **given}) + "\n")
        self.process.stdin.flush()
        told = self._answer()
        if "failed" in told:
            raise RuntimeError(f"{verb} {given.get('path', '')}: {told['failed']} at {self.do('look')}")
        return told["told"]

    def until(self, page: str, front: str = "") -> None:
        """Wait until this page is open with nothing under way, and this dialog, or none, in front of it."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            seen = self.do("look")
            if not seen["busy"] and seen["page"] == page and seen["front"] == (front or page):
                return
            time.sleep(LOOK_EVERY_S)
        raise RuntimeError(f"{front or page} never came, but {seen}")

    def settle(self) -> None:
        """Wait until nothing is under way, twice in a row."""
        ends, quiet = time.monotonic() + PATIENCE_S, 0
        while quiet < 2:
            quiet = 0 if self.do("look")["busy"] else quiet + 1
            assert time.monotonic() < ends
            time.sleep(LOOK_EVERY_S)

    def type(self, text: str, at: str = "") -> None:
        """Type a text, first going where it belongs."""
        if at:
            self.do("go", path=at)
        self.do("type", text=text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before is through."""
        for key in keys:
            self.do("press", keys=key)
            self.settle()

    def push(self, path: str) -> None:
        """Press a button and wait for what it does."""
        self.do("push", path=path)
        self.settle()

    def memory(self) -> Iterator[bytes]:
        """Yield what the process can write to in its memory. Raises PermissionError where it may not be looked into."""
        maps = Path(f"/proc/{self.process.pid}/maps").read_text(encoding="utf-8")
        with Path(f"/proc/{self.process.pid}/mem").open("rb", 0) as memory:
            for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
                memory.seek(int(start, 16))
                try:
                    yield memory.read(int(end, 16) - int(start, 16))
                except OSError:
                    continue

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()
        self._said.close()


@dataclass(frozen=True, slots=True)
class Centre:
    """The office of the day: who works there, and with which passphrase."""

    folder: Path
    head: str
    counsellor: str
    secrets: dict[str, str]


def found_centre(folder: Path, words: Words) -> Centre:
    """Make the office with its people; the words they are called by are typed at signing in as well."""
    secret = {post: words.new(f"passphrase of the {post}", "नदी {} पर सात नावें") for post in ("head", "house", "mind")}
    names = {post: words.new("a colleague's name", "{} देवी") for post in ("head", "house", "mind")}
    rank = "उ0नि0"
    office.create(folder, "station", "SAS", "सासनी", "हाथरस", names["head"], rank, True, secret["head"])
    with office.at_desk(folder, secret["head"]) as desk:
        house = people.add(desk, names["house"], rank, False, secret["house"], Role.HOUSE_OFFICER).id
        second = SecondPerson(house, secret["house"])
        people.add(desk, names["mind"], rank, True, secret["mind"], Role.COUNSELLOR, second)
    return Centre(folder, names["head"], names["mind"], secret)


class Day:
    """The day, hour by hour. Each of its parts can be left out; `lock` ends it."""

    def __init__(self, window: Window, centre: Centre, words: Words, stick: Path) -> None:
        self.window, self.centre, self.words, self.stick = window, centre, words, stick
        self.pin = words.note("PIN", "73910264")
        self.digits: dict[str, str] = {}

    def sign_in(self) -> None:
        """A wrong passphrase, then the right one."""
        window = self.window
        window.until(SIGNING_IN)
        window.type(self.centre.head, "person")
        window.type(self.words.new("a wrong passphrase", "गलत {} लिखा"), "passphrase")
        window.press("Return")
        window.until(SIGNING_IN)
        window.type(self.centre.secrets["head"], "passphrase")
        window.press("Return")
        window.until(TODAY)

    def set_pin(self) -> None:
        """A PIN, the cover, a wrong PIN, the right one."""
        window = self.window
        window.press("Alt+5")
        window.until("SafetyPage")
        window.push("pin")
        window.until("SafetyPage", "PinDialog")
        for path in ("first", "second"):
            window.type(self.pin, path)
        window.push("verb")
        window.until("SafetyPage")
        window.press("F9")
        window.type(self.words.note("a wrong PIN", "91826405"))
        window.press("Return")
        window.type(self.pin)
        window.press("Return")
        assert not window.do("look")["covered"]

    def enter(self) -> str:
        """A first page to its token, then every line of every part; returns the token."""
        window = self.window
        window.press("Ctrl+N")
        window.until("IntakePage")
        window.press("Space", "Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgDown", "Tab")
        window.type("सीधे")
        window.press("Return", "Tab", "Space", "Ctrl+Return")
        token = str(window.do("read", path="token"))
        assert token, "no token was given"
        window.press("Space")
        for _ in range(24):
            self.fill("an answer")
            window.press("Ctrl+PgDown")
        window.press("Escape")
        window.settle()
        return token

    def fill(self, what: str) -> int:
        """Type some new words into each line in front; returns how many lines there were."""
        first = self.words.made + 1
        phrases = [" ".join(word(first + line * PHRASE + place) for place in range(PHRASE)) for line in range(40)]
        used = int(self.window.do("fill", words=phrases))
        for _ in range(used * PHRASE):
            self.words.new(what)
        return used

    def open_matter(self, token: str) -> None:
        """Look for something that is not there, then open a matter by its token."""
        window = self.window
        window.press("Ctrl+K")
        window.type(self.words.new("a search"))
        window.press("Return")
        window.until("MattersPage")
        window.press("Ctrl+K", "Ctrl+A")
        window.type(token)
        window.press("Return")
        seen = window.do("look")["page"]
        if seen == "MattersPage":
            window.press("Down", "Return")
        window.until("MatterPage")

    def switch_to(self, name: str, secret: str) -> None:
        """Let somebody else sit down."""
        window = self.window
        window.press("F8")
        window.until("SwitchPage")
        window.do("choose", path="people", word=name)
        window.press("Return")
        window.type(secret)
        window.press("Return")
        window.until(TODAY)

    def notes(self, token: str) -> None:
        """The counsellor writes two notes, leaves a third unfinished, reads the first two."""
        window = self.window
        self.switch_to(self.centre.counsellor, self.centre.secrets["mind"])
        self.open_matter(token)
        for number in range(3):
            window.push("notes.write")
            window.until("WriteNotePage")
            for _ in range(12):
                window.type(self.words.new("a working note", "वह {} के घर जाना चाहती है। "), "text")
            if number < 2:
                window.push("seal")
            else:
                window.press("Escape")
            window.until("MatterPage")
        window.push("notes.open")
        window.until("OpenedNotesPage")
        window.press("Ctrl+A", "Ctrl+C", "Escape")
        window.until("MatterPage")

    def glass(self, token: str) -> None:
        """Back by PIN: her name is asked for, then two officers open the notes."""
        window = self.window
        self.switch_to(self.centre.head, self.pin)
        self.open_matter(token)
        window.push("show_name")
        window.until("MatterPage", "RevealDialog")
        window.press("Space", "Return")
        window.until("MatterPage")
        window.push("notes.break_glass")
        window.until("MatterPage", "BreakGlassDialog")
        window.press("Space")
        window.type(self.words.new("a reason", "जान का खतरा, {} ने बताया"), "reason")
        window.type(self.centre.secrets["house"], "second.passphrase")
        window.push("verb")
        window.until("OpenedNotesPage")
        window.press("Escape")
        window.until("MatterPage")

    def sheets(self) -> None:
        """Recovery sheets, each saved as paper; a drill with one of them, wrong and right."""
        window = self.window
        self._to_recovery()
        window.push("make")
        window.until("SheetsPage")
        window.type(self.centre.secrets["house"], "second.passphrase")
        window.push("issue")
        window.until("SheetsPage")
        self.digits = dict(window.do("read", path="_digits"))
        for sheet, digits in self.digits.items():
            self.words.note("recovery digits", digits)
            self.words.note("recovery digits", digits.replace(" ", ""))
            window.press("Ctrl+S")
            window.do("name_file", path=str(self.stick / f"{sheet}.pdf"))
            window.settle()
            window.push(f"panels[{sheet}].sealed")
            window.push(f"panels[{sheet}].verbs[-1]")
        window.until("RecoveryPage")
        window.push("drill")
        window.until("DrillPage")
        window.type(self.digits["district"].replace(" ", ""), "first.line")
        window.press("Return")
        window.until("DrillPage")
        window.press("Escape")

    def _to_recovery(self) -> None:
        self.window.press("Alt+5")
        self.window.until("SafetyPage")
        self.window.push("recovery")
        self.window.until("RecoveryPage")

    def passphrase(self) -> None:
        """A new passphrase of one's own."""
        window, new = self.window, self.words.new("a new passphrase", "खेत {} में लाल मैना")
        window.press("Alt+5")
        window.until("SafetyPage")
        window.push("passphrase")
        window.until("SafetyPage", "OwnPassphraseDialog")
        window.type(self.centre.secrets["head"], "old")
        for path in ("new.first", "new.second"):
            window.type(new, path)
        window.push("verb")
        window.until("SafetyPage")
        self.centre.secrets["head"] = new

    def paper(self) -> None:
        """The register of the day, saved as a PDF file."""
        window = self.window
        window.press("Alt+3")
        window.until("RegisterPage")
        assert window.do("usable", path="save"), "the register cannot be saved"
        window.push("save")
        window.do("name_file", path=str(self.stick / "register.pdf"))
        window.settle()

    def colleague(self) -> None:
        """Somebody is added who does not sign in; the name is typed."""
        window = self.window
        window.press("Alt+5")
        window.until("SafetyPage")
        window.push("people")
        window.until("PeoplePage")
        window.push("add")
        window.until("AddPersonPage")
        self.fill("a new colleague's name or rank")
        window.press("Escape")
        window.settle()

    def copy(self) -> None:
        """Something is copied out of the search line."""
        window = self.window
        window.press("Ctrl+K")
        window.type(self.words.new("copied"))
        window.press("Ctrl+A", "Ctrl+C")

    def lock(self) -> None:
        """In the middle of a new entry, lock; the process begins anew."""
        window = self.window
        window.press("Ctrl+N")
        window.until("IntakePage")
        self.fill("an unfinished answer")
        window.press("Ctrl+PgDown")
        self.fill("an unfinished answer")
        assert window.process.stdin is not None
        window.process.stdin.write(json.dumps({"do": "press", "keys": "Ctrl+L"}) + "\n")
        window.process.stdin.flush()
        window.begin()
        window.until(SIGNING_IN)

    def let_in(self) -> None:
        """At the door: two sheets and a new passphrase; then lock again."""
        window = self.window
        window.push("sheets")
        window.until("RecoverPage")
        for path, sheet in (("first.line", "house_officer"), ("second.line", "nodal_officer")):
            window.type(self.digits[sheet].replace(" ", ""), path)
            window.settle()
        window.press("Return")
        window.settle()
        window.do("choose", path="people", word=self.centre.head)
        window.press("Return")
        new = self.words.new("a passphrase after recovery", "धान {} में बगुला")
        for path in ("passphrase.first", "passphrase.second"):
            window.type(new, path)
        window.press("Return")
        window.until(TODAY)
        self.lock()


def play(day: Day) -> None:
    """Play the whole day up to the first lock."""
    day.sign_in()
    day.set_pin()
    token = day.enter()
    day.colleague()
    day.notes(token)
    day.glass(token)
    day.sheets()
    day.passphrase()
    day.paper()
    day.copy()
    day.lock()
