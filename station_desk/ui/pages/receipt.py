"""Taking the district's receipt in, from the stick it came back on."""

from __future__ import annotations

from station_desk.desk import exchange_lists, sending
from station_desk.desk.ports import Desk
from station_desk.desk.sending import ReceiptTaken
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line
from station_desk.ui.hand_over import HandOver
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.stepper import Step
from station_desk.ui.stick_picker import StickPicker

STEPS = (Step("file", "receipt.step_file"), Step("taken", "receipt.step_taken"))
SAYS = {"accepted": "receipt.accepted", "duplicate": "receipt.known"}


class ReceiptPage(HandOver):
    """Two steps: which file, and what it says."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "receipt.title", STEPS)
        self._desk = desk
        self.file = StickPicker(kit, "receipt.which", "receipt.none", exchange_lists.RECEIPT)
        self.file.picked.connect(self._take)
        self.take = VerbButton(kit.words, "receipt.take", self._take, voice="loud")
        self.add_panel("file", [self.file], [self.take])
        self._says = PlainLabel(type_="section")
        self._facts = FactList(kit)
        self.finish = VerbButton(kit.words, "receipt.finish", self.back_wanted.emit, voice="loud")
        another = VerbButton(kit.words, "receipt.another", lambda: self.go("file"))
        self.add_panel("taken", [self._says, self._facts], [self.finish, another], "file")
        self.finish_panels()

    @property
    def says(self) -> str:
        """The sentence about the receipt that was taken in."""
        return self._says.text()

    def _take(self, _: object = None) -> None:
        path = self.file.path
        if path is None:
            self.kit.notices.warn("pick.first_file")
            return
        self.kit.runner.run(
            sending.import_receipt, self._desk, path, done=self._taken, busy=self.take, name="receipt.take"
        )

    def _taken(self, taken: ReceiptTaken) -> None:
        self.kit.words.tie(self._says, SAYS.get(taken.result, "receipt.not_accepted"))
        self._facts.show_lines([Line("receipt.bundle", "office.number_is", {"number": taken.seq})])
        self.go("taken")
        self.all_done()
