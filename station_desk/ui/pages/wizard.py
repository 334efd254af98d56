"""The first start: language, which station, who you are and your post, passphrase. The desk makes the office."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QRadioButton, QWidget

from station_desk.desk import office
from station_desk.desk.making import Station
from station_desk.desk.ports import Kind
from station_desk.domain.fields import Language
from station_desk.domain.letters import fold_digits
from station_desk.domain.roles import FIRST, Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.choice import Choice
from station_desk.ui.field_row import FieldRow
from station_desk.ui.hand_over import HandOver
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.passphrase_fields import PassphraseFields
from station_desk.ui.person_fields import RankBox, WomanOrMan
from station_desk.ui.powers import NAMES
from station_desk.ui.row_style import ROW, dress_list
from station_desk.ui.stepper import Step

STEPS = (
    Step("language", "wizard.step_language"),
    Step("office", "wizard.step_office"),
    Step("person", "wizard.step_person"),
    Step("passphrase", "wizard.step_passphrase"),
)
ROWS = 6
CODE_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Choices:
    """Which office is to be made."""

    kind: Kind
    code: str
    name: str
    district: str


class WizardPage(HandOver):
    """Makes the office of a folder; `made` when it stands and can be opened."""

    made = Signal()

    def __init__(self, kit: Kit, folder: Path) -> None:
        super().__init__(kit, "wizard.title", STEPS, on_top=False)
        self._folder = folder
        self._stations = office.stations()
        self.add_panel("language", self._language_widgets(), [self._on(self._to_office)])
        self.add_panel("office", self._office_widgets(), [self._on(self._to_person)], "language")
        self.add_panel("person", self._person_widgets(), [self._on(self._to_passphrase)], "office")
        self.passphrase = PassphraseFields(kit)
        why = PlainLabel()
        kit.words.tie(why, "wizard.passphrase_about")
        self.make = VerbButton(kit.words, "wizard.make", self._make, voice="loud", icons=kit.icons, icon=Icon.LOCK)
        then = PlainLabel(type_="soft")
        kit.words.tie(then, "wizard.then")
        self.add_panel("passphrase", [why, self.passphrase, then], [self.make], "person")
        self.finish_panels()
        for field in (self.search, self.code, self.name, self.district, self.person):
            field.returnPressed.connect(self._press_on)
        self.passphrase.second.returnPressed.connect(self._make)
        self._kinds.buttonToggled.connect(self._settle_office)
        self.elsewhere.toggled.connect(self._settle_office)
        kit.words.follow(self._retell)
        self._settle_office()

    # What is asked

    def _language_widgets(self) -> list[QWidget]:
        words = self.kit.words
        about = PlainLabel()
        words.tie(about, "wizard.language_about")
        self.languages: dict[Language, QRadioButton] = {}
        group = QButtonGroup(self)
        choices: tuple[tuple[Language, str], ...] = (("hi", "हिन्दी"), ("en", "English"))
        for language, name in choices:
            choice = QRadioButton(name)
            choice.setChecked(language == words.language)
            choice.toggled.connect(partial(self._choose_language, language))
            group.addButton(choice)
            self.languages[language] = choice
        return [about, *self.languages.values()]

    def _office_widgets(self) -> list[QWidget]:
        kit = self.kit
        self._kinds = QButtonGroup(self)
        self.at_station, self.at_district = QRadioButton(), QRadioButton()
        for choice, said in ((self.at_station, "wizard.at_station"), (self.at_district, "wizard.at_district")):
            kit.words.tie(choice, said)
            self._kinds.addButton(choice)
        self.at_station.setChecked(True)
        self.search = QLineEdit()
        self.search.textChanged.connect(self._sift)
        self.search.installEventFilter(self)
        self.search_row = FieldRow(kit, "wizard.search", self.search, help_text="wizard.search_help")
        self.list = QListWidget()
        dress_list(self.list, kit)
        self.list.setMinimumHeight(kit.theme.pixels(ROWS * ROW) // 2)
        self.list.setMaximumHeight(kit.theme.pixels(ROWS * ROW))
        self.list.activated.connect(lambda _: self._to_person())
        kit.words.tie_plain(self.list.setAccessibleName, "wizard.stations")
        self.elsewhere = QCheckBox()
        kit.words.tie(self.elsewhere, "wizard.not_listed")
        self.name, self.code, self.district = QLineEdit(), QLineEdit(), QLineEdit()
        self.name_row = FieldRow(kit, "wizard.name", self.name, required=True)
        self.code_row = FieldRow(kit, "wizard.code", self.code, help_text="wizard.code_help", required=True)
        self.district_row = FieldRow(kit, "wizard.district", self.district)
        return [
            self.at_station,
            self.at_district,
            self.search_row,
            self.list,
            self.elsewhere,
            self.name_row,
            self.code_row,
            self.district_row,
        ]

    def _person_widgets(self) -> list[QWidget]:
        self.person = QLineEdit()
        self.person_row = FieldRow(self.kit, "wizard.person", self.person, required=True)
        self.rank = RankBox(self.kit)
        self.sex = WomanOrMan(self.kit)
        self.posts = {
            kind: Choice(self.kit, "wizard.post", [(role.value, NAMES[role]) for role in roles], roles[0].value)
            for kind, roles in FIRST.items()
        }
        about = PlainLabel(type_="small")
        self.kit.words.tie(about, "wizard.post_about")
        return [
            self.person_row,
            FieldRow(self.kit, "wizard.rank", self.rank, help_text="wizard.rank_help"),
            FieldRow(self.kit, "people.sex", self.sex),
            *self.posts.values(),
            about,
        ]

    def _on(self, then: object) -> VerbButton:
        return VerbButton(self.kit.words, "wizard.on", then, voice="loud")  # type: ignore[arg-type]

    # Moving on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter from a choice too, as from a line that was written."""
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if pressed and isinstance(self.focusWidget(), QRadioButton | QCheckBox):
            self.go_on()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead from the search to the list by the Down key, which the scrolling page would take otherwise."""
        down = (
            watched is self.search
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
        )
        if down and self.list.count():
            self.list.setFocus()
            self.list.setCurrentRow(max(self.list.currentRow(), 0))
            return True
        return super().eventFilter(watched, event)

    def _press_on(self) -> None:
        if self.now == "office":
            self._to_person()
        elif self.now == "person":
            self._to_passphrase()

    def _to_office(self) -> None:
        self.go("office")
        if self.search.isVisible():
            self.search.setFocus()

    def _to_person(self) -> None:
        if self._office_problems():
            return
        self.go("person")

    def _to_passphrase(self) -> None:
        self.person_row.set_problem(None)
        if not self.person.text().strip():
            self.person_row.set_problem("problem.required")
            self.person.setFocus()
            return
        self.go("passphrase")

    def _office_problems(self) -> bool:
        rows = (self.search_row, self.name_row, self.code_row)
        for row in rows:
            row.set_problem(None)
        if self._typed:
            if not self.name.text().strip():
                self.name_row.set_problem("problem.required")
            if not self._code():
                self.code_row.set_problem("problem.required")
        elif self.station is None:
            self.search_row.set_problem("wizard.choose_station")
        wrong = next((row for row in rows if row.has_problem), None)
        if wrong is not None:
            wrong.editor.setFocus()
        return wrong is not None

    # Making

    @property
    def station(self) -> Station | None:
        """The station chosen from the list."""
        item = self.list.currentItem()
        code = item.data(CODE_ROLE) if item is not None else None
        return next((station for station in self._stations if station.code == code), None)

    @property
    def choices(self) -> Choices:
        """Which office the answers ask for."""
        language = self.kit.words.language
        station = self.station
        if station is not None and not self._typed:
            return Choices("station", station.code, station.name.in_(language), station.district.in_(language))
        kind: Kind = "district" if self.at_district.isChecked() else "station"
        name = " ".join(self.name.text().split())
        district = name if kind == "district" else " ".join(self.district.text().split())
        return Choices(kind, self._code(), name, district)

    @property
    def role(self) -> Role:
        """The post of the first person."""
        return Role(self.posts[self.choices.kind].chosen)

    def _code(self) -> str:
        return fold_digits(self.code.text()).strip().upper()

    @property
    def _typed(self) -> bool:
        return self.at_district.isChecked() or self.elsewhere.isChecked()

    def _make(self) -> None:
        if not self.passphrase.agree():
            return
        chosen = self.choices
        create = partial(office.create, role=self.role)
        self.kit.runner.run(
            create,
            self._folder,
            chosen.kind,
            chosen.code,
            chosen.name,
            chosen.district,
            self.person.text(),
            self.rank.currentText(),
            self.sex.woman,
            self.passphrase.text,
            done=self._made,
            failed=self._refuse,
            busy=self,
            name="wizard.making",
        )

    def _made(self, _: None) -> None:
        self.all_done()
        self.passphrase.clear()
        self.made.emit()

    def _refuse(self, error: DeskError) -> bool:
        if error.code is ErrorCode.CODE_INVALID:
            self.go("office")
            self.code_row.refuse(error)
            self.code.setFocus()
            return True
        return self.passphrase.refuse(error)

    # Showing

    def _choose_language(self, language: Language, chosen: bool) -> None:
        if chosen:
            self.kit.words.choose(language)

    def _retell(self) -> None:
        self.languages[self.kit.words.language].setChecked(True)
        self._sift(self.search.text())

    def _sift(self, typed: str) -> None:
        """Show the stations that hold what was typed, in either language or by code; keep the chosen one chosen."""
        wanted, chosen = typed.strip().casefold(), self.station
        self.list.clear()
        for station in self._stations:
            found_by = f"{station.name.hi} {station.name.en} {station.code}".casefold()
            if wanted in found_by:
                name = self.kit.words.say(station.name)
                item = QListWidgetItem(f"{name} ({station.code})")
                item.setData(CODE_ROLE, station.code)
                self.list.addItem(item)
                if station == chosen:
                    self.list.setCurrentItem(item)
        if wanted and self.list.count() == 1:
            self.list.setCurrentRow(0)

    def _settle_office(self) -> None:
        district, typed = self.at_district.isChecked(), self._typed
        for widget in (self.search_row, self.list):
            widget.setVisible(not typed)
        self.elsewhere.setVisible(not district)
        self.name_row.setVisible(typed)
        self.code_row.setVisible(typed)
        self.district_row.setVisible(typed and not district)
        for kind, posts in self.posts.items():
            posts.setVisible((kind == "district") == district)
