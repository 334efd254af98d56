"""What the program has to say: a calm bar at the top of the middle column, and questions before what cannot be undone.

Owns showing one notice at a time. Must never take the keyboard from where somebody is writing, and never blink.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.announce import announce
from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon, Icons
from station_desk.ui.labels import PlainLabel
from station_desk.ui.language import Words
from station_desk.ui.texts import Fact, Said, error_key
from station_desk.ui.theme import Space, set_mark

Kind = Literal["done", "info", "warning", "danger"]
Offer = tuple[Said, Callable[[], object]]  # the words of a button and what it does

_SHAPES: Final[dict[Kind, tuple[Icon, str, str]]] = {
    "done": (Icon.DONE, "done", "notice.done"),
    "info": (Icon.INFO, "accent", "notice.info"),
    "warning": (Icon.WARNING, "warning", "notice.warning"),
    "danger": (Icon.DANGER, "danger", "notice.danger"),
}
_STAYS: Final = ("warning", "danger")


class Notices(QFrame):
    """The bar: a shape, a word, the sentence, perhaps one button, and a way to put it away."""

    def __init__(self, words: Words, icons: Icons) -> None:
        super().__init__()
        self._words = words
        self._icons = icons
        self._kind: Kind = "info"
        self._on_action: Callable[[], object] | None = None
        self.setObjectName("notice")
        self.setVisible(False)
        self._mark = QLabel()
        self._word = PlainLabel(type_="strong")
        self._word.setWordWrap(False)
        self._sentence = PlainLabel()
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._code = PlainLabel(type_="small")
        self._action = VerbButton(words, "notice.undo", self._act)
        self._close = VerbButton(words, "notice.close", self.dismiss, voice="bare", icons=icons, icon=Icon.CLOSE)
        says = QVBoxLayout()
        says.setSpacing(Space.HAIR)
        says.addWidget(self._sentence)
        says.addWidget(self._code)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.SMALL, Space.TIGHT, Space.TIGHT, Space.TIGHT)
        row.setSpacing(Space.TIGHT)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._mark, alignment=middle)
        row.addWidget(self._word, alignment=middle)
        row.addLayout(says, 1)
        row.addWidget(self._action, alignment=middle)
        row.addWidget(self._close, alignment=middle)

    def done(self, said: Said, *, action: Offer | None = None, **facts: Fact) -> None:
        """Say that something is done; `action` may offer one button, such as undoing it."""
        self._show("done", said, facts, action)

    def info(self, said: Said, *, action: Offer | None = None, **facts: Fact) -> None:
        """Say something worth knowing."""
        self._show("info", said, facts, action)

    def warn(self, said: Said, *, action: Offer | None = None, **facts: Fact) -> None:
        """Say something that wants care; it stays until put away."""
        self._show("warning", said, facts, action)

    def danger(self, said: Said, *, action: Offer | None = None, **facts: Fact) -> None:
        """Say that something went wrong; it stays until put away."""
        self._show("danger", said, facts, action)

    def refuse(self, error: DeskError) -> None:
        """Say a known error, with its code in small print for technical support."""
        key = error_key(error)
        facts = self._words.texts.facts_for(key, error.facts)
        if error.code is ErrorCode.STOPPED:
            self._show("info", key, facts, None)  # somebody asked for it
        else:
            self._show("danger", key, facts, None, code=error.code.value)

    def dismiss(self) -> None:
        """Put the notice away."""
        self.setVisible(False)
        for label in (self._sentence, self._word, self._code):
            self._words.cut(label)
            label.clear()
        self._on_action = None

    def settle(self) -> None:
        """Put away what has been read by now: called when another place is opened. Warnings stay."""
        if self._kind not in _STAYS:
            self.dismiss()

    @property
    def showing(self) -> bool:
        """Whether a notice stands there."""
        return not self.isHidden()

    @property
    def sentence(self) -> str:
        """What the bar says now; empty when it is away."""
        return self._sentence.text()

    @property
    def kind(self) -> Kind:
        """The kind of the last notice."""
        return self._kind

    def _show(
        self,
        kind: Kind,
        said: Said,
        facts: dict[str, Fact],
        action: Offer | None,
        code: str = "",
    ) -> None:
        icon, colour, word = _SHAPES[kind]
        self._kind = kind
        set_mark(self, "kind", kind)
        self._icons.put_mark(self._mark, icon, colour)
        self._words.tie(self._word, word)
        self._words.tie(self._sentence, said, **facts)
        if code:
            self._words.tie(self._code, "notice.code", code=code)
        self._code.setVisible(bool(code))
        self._action.setVisible(action is not None)
        if action is not None:
            self._words.tie(self._action, action[0])
            self._on_action = action[1]
        self.setVisible(True)
        announce(self, f"{self._word.text()}: {self._sentence.text()}", urgent=kind in _STAYS)

    def _act(self) -> None:
        act = self._on_action
        self.dismiss()
        if act is not None:
            act()


def ask(
    parent: QWidget,
    words: Words,
    icons: Icons,
    question: Said,
    verb: Said,
    then: Callable[[], object],
    *,
    back: Said = "ask.back",
    grave: bool = True,
    **facts: Fact,
) -> QMessageBox:
    """Ask before what cannot be undone; `then` is called only when the button with the verb is pressed.

    The safe button is the default and what Esc means. The question names the thing and the number. Does not block.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    words.tie(box.setText, question, **facts)
    words.tie_plain(box.setWindowTitle, "frame.title")
    box.setIconPixmap(icons.pixmap(Icon.WARNING, "warning") if grave else icons.pixmap(Icon.INFO, "accent"))
    go = VerbButton(words, verb, voice="grave" if grave else "loud", parent=box)
    words.tie(go, verb, **facts)
    stay = VerbButton(words, back, parent=box)
    box.addButton(go, QMessageBox.ButtonRole.DestructiveRole if grave else QMessageBox.ButtonRole.AcceptRole)
    box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda pressed: then() if pressed is go else None)
    box.open()
    stay.setFocus()
    return box
