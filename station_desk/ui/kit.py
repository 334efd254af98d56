"""What every page is given: words, look, drawings, runner, notice bar. Owns putting them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from station_desk.domain.fields import Language
from station_desk.ui.icons import Icons
from station_desk.ui.idle_lock import IdleMinutes
from station_desk.ui.language import Words
from station_desk.ui.notices import Notices
from station_desk.ui.runner import Runner
from station_desk.ui.texts import Texts
from station_desk.ui.theme import Shade, Theme


@dataclass(frozen=True, slots=True)
class Kit:
    """The tools of a page."""

    words: Words
    theme: Theme
    icons: Icons
    runner: Runner
    notices: Notices
    idle_minutes: IdleMinutes = field(default_factory=IdleMinutes)


def make_kit(
    read: Callable[[str], bytes],
    pictures: str,
    on_bug: Callable[[BaseException], str],
    language: Language = "hi",
    shade: Shade = "light",
    scale: int = 100,
) -> Kit:
    """Make the tools once for the application; a QApplication must exist.

    `read` reads a resource by its name, `pictures` is the folder `resources/theme`, `on_bug` notes a crash and returns
    the note's number. The application is dressed at once.
    """
    words = Words(Texts.load(read), read, language)
    theme = Theme(read, pictures)
    theme.apply(shade, scale)
    icons = Icons(read, theme)
    runner = Runner(on_bug)
    notices = Notices(words, icons)
    runner.refused.connect(notices.refuse)
    return Kit(words, theme, icons, runner, notices)
