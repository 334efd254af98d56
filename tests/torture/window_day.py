"""A day in the real window, in its own process, with words typed into everything that takes words; then the lock.

Owns the order of the day. The words are made here and reach the program only as keys; they are looked for afterwards by
whoever asked (`tests/checks/markers.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station_desk.desk import office, people, recording
from station_desk.desk.approvals import SecondPerson
from station_desk.domain.roles import Role
from tests.desk.test_recording import WHOLE
from tests.torture.window_process import Window, Words

PHRASE: Final = 7  # words typed into one line
LINES: Final = 40  # of one page, at most
PARTS: Final = 24  # of the form, at most
SIGNING_IN, TODAY = "SignInPage", "TodayPage"
SASNI: Final = "सासनी"


@dataclass(frozen=True, slots=True)
class Centre:
    """The office of the day: who works there, and with which passphrase."""

    folder: Path
    head: str
    counsellor: str  # "" where there is none
    secrets: dict[str, str]
    entered: str  # the token of a matter that is entered already


def found_centre(folder: Path, words: Words, wizard: Window | None) -> Centre:
    """Make the office with two people; in a window, if there is one, and with a counsellor then.

    Their names are typed at signing in as well.
    """
    posts = ("head", "house") if wizard is None else ("head", "house", "mind")
    secret = {post: words.new(f"passphrase of the {post}", "नदी {} पर सात नावें") for post in posts}
    names = {post: words.name() for post in posts}
    rank = "उ0नि0"
    if wizard is None:
        office.create(folder, "station", "SAS", SASNI, "हाथरस", names["head"], rank, True, secret["head"])
    else:
        set_up(wizard, words, names["head"], secret["head"])
    with office.at_desk(folder, secret["head"]) as desk:
        house = people.add(desk, names["house"], rank, False, secret["house"], Role.HOUSE_OFFICER).id
        if "mind" in posts:
            second = SecondPerson(house, secret["house"])
            people.add(desk, names["mind"], rank, True, secret["mind"], Role.COUNSELLOR, second)
        saved = recording.open_record(desk, WHOLE)
        recording.finalise(desk, saved.record, {**WHOLE, "arrived_at": desk.now(), "received_by": desk.person.id})
    return Centre(folder, names["head"], names.get("mind", ""), secret, saved.token)


def set_up(window: Window, words: Words, name: str, secret: str) -> None:
    """Go through the wizard: look for a station that is not there, then for ours; its in-charge; the passphrase."""
    window.until("WizardPage")
    window.press("Return")
    window.type(words.new("a station looked for"), "search")
    window.press("Ctrl+A")
    window.type(SASNI)
    window.press("Return")
    window.type(name, "person")
    window.press("Return")
    for path in ("passphrase.first", "passphrase.second"):
        window.type(secret, path)
    window.press("Return")
    window.until(SIGNING_IN)


class Day:
    """The day, hour by hour. Each of its parts can be left out; `lock` ends it."""

    def __init__(self, window: Window, centre: Centre, words: Words, stick: Path) -> None:
        self.window, self.centre, self.words, self.stick = window, centre, words, stick
        self.before_leaving: Callable[[], object] = lambda: None
        self.left_behind: list[str] = []  # on the clipboard when somebody else sits down
        self.pin = words.digits("PIN")
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
        window.type(self.words.digits("a wrong PIN"))
        window.press("Return")
        window.type(self.pin)
        window.press("Return")
        assert not window.do("look")["covered"]

    def begin_entry(self) -> str:
        """A first page to its token, and on to the parts; returns the token."""
        window = self.window
        window.press("Ctrl+N")
        window.until("IntakePage")
        window.press("Space", "Ctrl+Return")
        token = str(window.do("read", path="token"))
        assert token, "no token was given"
        window.press("Space")
        return token

    def enter(self) -> str:
        """A first page to its token, then every line of every part; returns the token."""
        window = self.window
        token = self.begin_entry()
        for _ in range(PARTS):
            self.fill("an answer")
            window.press("Ctrl+PgDown")
        window.press("Escape")
        if window.do("look")["page"] == "IntakePage":  # the first one has closed a list of suggestions
            window.press("Escape")
        return token

    def places(self) -> None:
        """Every line of the places that look something up: matters, register, the record's check."""
        window = self.window
        for keys, page in (("Alt+2", "MattersPage"), ("Alt+3", "RegisterPage")):
            window.press(keys)
            window.until(page)
            self.fill(f"looked up: {page}", 1)
        window.press("Alt+5")
        window.until("SafetyPage")
        window.push("integrity")
        window.until("IntegrityPage")
        self.fill("looked up: IntegrityPage", 1)
        window.press("Return", "Escape")

    def fill(self, what: str, least: int = 0, each: int = PHRASE) -> None:
        """Type new words into each line in front, at least so many lines; those count that a line has taken."""
        phrases = [" ".join(self.words.next() for _ in range(each)) for _ in range(LINES)]
        taken = self.window.do("fill", phrases=phrases)
        for word in taken:
            self.words.note(what, word)
        assert len(taken) >= least, f"only {len(taken)} of {least} took {what}"

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
        """Copy something, then let somebody else sit down."""
        window = self.window
        self.copy()
        self.before_leaving()
        window.press("F8")
        window.until("SwitchPage")
        self.left_behind += window.do("clipboard")
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
        """The register of the day, saved as a PDF file in a folder with a word for its name."""
        window, shelf = self.window, self.stick / self.words.new("a folder's name")
        shelf.mkdir()
        window.press("Alt+3")
        window.until("RegisterPage")
        assert window.do("usable", path="save"), "the register cannot be saved"
        window.push("save")
        window.do("name_file", path=str(shelf / "register.pdf"))
        window.settle()
        assert (shelf / "register.pdf").exists()

    def colleague(self) -> None:
        """Somebody is added who does not sign in."""
        window = self.window
        window.press("Alt+5")
        window.until("SafetyPage")
        window.push("people")
        window.until("PeoplePage")
        window.push("add")
        window.until("AddPersonPage")
        self.fill("a new colleague's name or rank", 2, each=1)
        window.push("sign.buttons[named]")
        window.push("next")
        window.until("PeoplePage")

    def renew(self) -> None:
        """The counsellor has forgotten the passphrase and types a new one at the desk of two others."""
        window, new = self.window, self.words.new("a renewed passphrase", "मेला {} में नौ झूले")
        window.press("Alt+5")
        window.until("SafetyPage")
        window.push("people")
        window.until("PeoplePage")
        window.do("choose", path="table", word=self.centre.counsellor)
        window.push("card.acts[1]")
        window.until("NewPassphrasePage")
        for path in ("passphrase.first", "passphrase.second"):
            window.type(new, path)
        window.type(self.centre.secrets["house"], "second.passphrase")
        window.push("verb")
        window.until("PeoplePage")

    def wall(self, token: str) -> None:
        """A matter is kept from the counsellor, then shown again for a reason."""
        window = self.window
        self.open_matter(token)
        window.push("acts.more")
        window.push("wall")
        window.until("MatterPage", "WallDialog")
        window.do("choose", path="who", word=self.centre.counsellor)
        window.push("put_up")
        window.push("lifts[0]")
        window.until("MatterPage", "LiftDialog")
        window.type(self.words.new("a reason to lift a wall", "{} की बात सुन ली गयी"), "reason")
        window.type(self.centre.secrets["house"], "second.passphrase")
        window.push("verb")
        window.until("MatterPage", "WallDialog")
        window.press("Escape")
        window.until("MatterPage")

    def cancel(self, token: str) -> None:
        """A matter that was entered twice is cancelled for a reason."""
        window = self.window
        self.open_matter(token)
        window.push("cancel")
        window.until("MatterPage", "ReasonDialog")
        window.type(self.words.new("a reason to cancel", "{} दो बार लिखा गया"), "reason")
        window.push("verb")
        window.until("MatterPage")

    def correct(self) -> None:
        """Something is corrected in a matter that is entered already, for a reason."""
        window = self.window
        self.open_matter(self.centre.entered)
        window.push("acts.more")
        window.push("amend")
        window.until("IntakePage")
        window.do("field", name="village")
        window.type(self.words.new("a correction"))
        window.push("bar.to_review")
        window.type(self.words.new("a reason to correct", "{} ने बताया"), "review.reason")
        window.push("bar.save_amendment")
        window.until("MatterPage")

    def copy(self) -> None:
        """Something is copied out of the search line."""
        window = self.window
        window.press("Ctrl+K")
        window.type(self.words.new("copied"))
        window.press("Ctrl+A", "Ctrl+C")

    def lock(self) -> None:
        """In the middle of a matter just opened, lock; the process begins anew."""
        window = self.window
        self.begin_entry()
        for _ in range(2):
            window.press("Ctrl+PgDown")
            self.fill("an unfinished answer", 1)
        self.before_leaving()
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
        self.copy()
        self.lock()


def play(day: Day) -> None:
    """Play the whole day up to the first lock."""
    day.sign_in()
    day.set_pin()
    token = day.enter()
    day.places()
    day.colleague()
    day.notes(token)
    day.glass(token)
    day.wall(token)
    day.cancel(token)
    day.correct()
    day.renew()
    day.sheets()
    day.passphrase()
    day.paper()
    day.copy()
    day.lock()


def short(day: Day) -> None:
    """Play a short one: a wrong passphrase and the right one, a paper, something copied, an entry begun, the lock."""
    day.sign_in()
    day.paper()
    day.copy()
    day.lock()
