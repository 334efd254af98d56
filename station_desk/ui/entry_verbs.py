"""The verbs at the bottom of an entry: which can be pressed at which step. Owns the buttons, not what they do."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from station_desk.domain.fields import Wording
from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.page import Page

Pressed = Callable[[], object]


class Stage(Enum):
    """What the page shows just now."""

    FORM = auto()
    TOKEN = auto()
    READ_BACK = auto()
    REVIEW = auto()


class EntryVerbs:
    """The buttons of one page. At every step one of them is loud: what the step is for."""

    def __init__(
        self,
        page: Page,
        *,
        step: Callable[[int], object],
        show_form: Pressed,
        save_first: Pressed,
        take_slip: Pressed,
        read_back: Pressed,
        finish: Pressed,
        save_amendment: Pressed,
        discard: Pressed,
        cancel: Pressed,
    ) -> None:
        words, icons = page.kit.words, page.kit.icons
        self._kit = page.kit
        self.before = VerbButton(words, "form.before", lambda: step(-1), icons=icons, icon=Icon.BACK)
        self.next = VerbButton(words, "entry.go_on", lambda: step(1))
        self.go_on = VerbButton(words, "entry.slip_no", show_form, voice="loud")
        self.slip = VerbButton(words, "entry.slip_yes", take_slip, icons=icons, icon=Icon.PRINT)
        self.to_form = VerbButton(words, "entry.back_to_form", show_form, icons=icons, icon=Icon.BACK)
        self.save_first = VerbButton(words, "entry.save_first", save_first, voice="loud")
        self.to_read_back = VerbButton(words, "entry.read_back", read_back, voice="loud")
        self.to_review = VerbButton(words, "entry.review", read_back, voice="loud")
        self.finish = VerbButton(words, "entry.finish", finish, voice="loud")
        self.save_amendment = VerbButton(words, "entry.save_amendment", save_amendment, voice="loud")
        self.discard = VerbButton(words, "entry.discard", discard, voice="grave")
        self.cancel = VerbButton(words, "entry.cancel", cancel, voice="grave")
        self._loud = (
            self.go_on, self.save_first, self.to_read_back, self.to_review, self.finish, self.save_amendment
        )  # fmt: skip
        for verb in (self.before, self.next, self.to_form, *self._loud, self.slip):
            page.verbs.addWidget(verb)
            verb.setVisible(False)
        for verb in (self.discard, self.cancel):
            page.apart.addWidget(verb)
            verb.setVisible(False)

    def settle(self, stage: Stage, token: bool, amends: bool, has_before: bool, following: Wording | None) -> None:
        """Show the verbs of a step; `following` is the name of the next part of the form, if there is one."""
        form = stage is Stage.FORM
        shown = {
            self.before: form and has_before,
            self.next: form and following is not None,
            self.save_first: form and not token,
            self.to_read_back: form and token and not amends,
            self.to_review: form and amends,
            self.go_on: stage is Stage.TOKEN,
            self.slip: stage is Stage.TOKEN,
            self.to_form: stage in (Stage.READ_BACK, Stage.REVIEW),
            self.finish: stage is Stage.READ_BACK,
            self.save_amendment: stage is Stage.REVIEW,
            self.discard: (form and not token) or amends,
            self.cancel: form and token and not amends,
        }
        for verb, seen in shown.items():
            verb.setVisible(seen)
        if following is not None:
            texts = self._kit.words.texts
            hindi = texts.say("form.next", "hi", section=following.hi)
            self._kit.words.tie(self.next, Wording(hindi, texts.say("form.next", "en", section=following.en)))

    def note_slip(self) -> None:
        """Going on is no longer a "no" to the slip: she has it."""
        self._kit.words.tie(self.go_on, "entry.go_on")

    def press_loud(self) -> None:
        """Press the loud button of this step, if it can be pressed."""
        loud = next((verb for verb in self._loud if verb.isVisible()), None)
        if loud is not None and loud.isEnabled():
            loud.click()
