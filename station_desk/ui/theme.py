"""How the desk looks: colours, type, spacing, the focus ring. Owns applying them; never lays out a page.

The colours and the style sheet lie in `resources/theme/`. A page takes its distances from `Space` and its letter sizes
by `set_type`, and writes no colour of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from string import Template
from typing import Final, Literal

from PySide6.QtCore import QDir, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from station_desk.ui.focus_ring import FocusRing

FONT_FAMILY: Final = "Station Desk Sans"
FONTS: Final = ("fonts/StationDeskSans-Regular.ttf", "fonts/StationDeskSans-Bold.ttf")
TOKENS: Final = "theme/tokens.toml"
SHEET: Final = "theme/desk.qss"
SCALES: Final = (100, 125, 150)
BODY_POINTS: Final = 12.0

Type = Literal["page", "section", "strong", "body", "soft", "small", "problem", "caution", "token", "struck"]
Shade = Literal["light", "dark"]


class Space:
    """The distances between things, in pixels; nothing else is used."""

    HAIR: Final = 4
    TIGHT: Final = 8
    SMALL: Final = 12
    BODY: Final = 16
    WIDE: Final = 24
    PAGE: Final = 32


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one shade, each `#RRGGBB`."""

    background: str
    card: str
    ink: str
    soft_ink: str
    border: str
    hairline: str
    accent: str
    on_accent: str
    accent_held: str
    selection: str
    danger: str
    warning: str
    done: str
    focus: str


# Which colour is read on which, and which mark or border must be seen on which; the hairline only decorates.
TEXT_PAIRS: Final = (
    *(
        (pen, paper)
        for pen in ("ink", "soft_ink", "accent", "danger", "warning", "done")
        for paper in ("background", "card")
    ),
    ("on_accent", "accent"),
    ("on_accent", "accent_held"),
    ("ink", "selection"),
    ("soft_ink", "selection"),
    ("accent", "selection"),
    ("danger", "selection"),
    ("ink", "hairline"),
)
SHAPE_PAIRS: Final = (
    *((pen, paper) for pen in ("border", "focus", "accent") for paper in ("background", "card")),
    ("accent", "selection"),
    ("focus", "selection"),
)


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two `#RRGGBB` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Theme(QObject):
    """The look of the whole application, changed at once for every window."""

    changed = Signal()

    def __init__(self, read: Callable[[str], bytes], pictures: str) -> None:
        """Read colours, sheet and fonts; `pictures` is the folder `resources/theme`, whose drawings Qt reads itself."""
        super().__init__()
        tables = tomllib.loads(read(TOKENS).decode())
        self._shades: dict[Shade, Colours] = {"light": Colours(**tables["light"]), "dark": Colours(**tables["dark"])}
        self._sheet = Template(read(SHEET).decode())
        QDir.setSearchPaths("theme", [pictures])
        for name in FONTS:
            if QFontDatabase.addApplicationFontFromData(read(name)) < 0:
                raise ValueError(f"{name} is no font")
        self.shade: Shade = "light"
        self.scale = 100
        self.ring = FocusRing(self)

    @property
    def colours(self) -> Colours:
        """The colours of the present shade."""
        return self._shades[self.shade]

    def colours_of(self, shade: Shade) -> Colours:
        """Return the colours of a shade, for tests and previews."""
        return self._shades[shade]

    def apply(self, shade: Shade = "light", scale: int = 100) -> None:
        """Dress the application; `scale` is one of SCALES, in percent."""
        if scale not in SCALES:
            raise ValueError(f"no scale {scale}")
        self.shade, self.scale = shade, scale
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("the theme wants a QApplication")
        QApplication.setStyle("Fusion")
        for widget in QApplication.allWidgets():
            widget.ensurePolished()  # a widget that was never shown would keep its old letter size
        font = QFont(FONT_FAMILY)
        font.setPointSizeF(self.points(BODY_POINTS))
        QApplication.setFont(font)
        QApplication.setPalette(_palette(self.colours))
        application.setStyleSheet(self._filled_sheet())
        self.ring.colour = QColor(self.colours.focus)
        self.changed.emit()

    def points(self, points: float) -> float:
        """Scale a letter size."""
        return points * self.scale / 100

    def pixels(self, pixels: int) -> int:
        """Scale a size that grows with the letters: icons, marks, columns."""
        return round(pixels * self.scale / 100)

    def _filled_sheet(self) -> str:
        mark = self.pixels(20)
        return self._sheet.substitute(
            asdict(self.colours),
            page_pt=self.points(18),
            section_pt=self.points(14),
            small_pt=self.points(10.5),
            token_pt=self.points(34),
            arrow=self.pixels(16),
            small_arrow=self.pixels(12),
            arrow_room=self.pixels(28),
            mark=mark,
            mark_round=mark // 2 + 1,
            place_pad=self.pixels(9),
            pictures=f"theme:{self.shade}",
        )


def set_type(label: QLabel, type_: Type) -> None:
    """Give a label one of the letter sizes: page 18 pt, section 14, body 12, small 10.5; `soft` is the quieter ink."""
    set_mark(label, "type", type_)


def set_mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and dress the widget anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            return  # it is dressed when it is first seen, with this property
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: colours.background,
        role.WindowText: colours.ink,
        role.Base: colours.card,
        role.AlternateBase: colours.background,
        role.Text: colours.ink,
        role.Button: colours.card,
        role.ButtonText: colours.ink,
        role.BrightText: colours.danger,
        role.Highlight: colours.selection,
        role.HighlightedText: colours.ink,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.PlaceholderText: colours.soft_ink,
        role.ToolTipBase: colours.card,
        role.ToolTipText: colours.ink,
        role.Light: colours.card,
        role.Midlight: colours.hairline,
        role.Mid: colours.border,
        role.Dark: colours.border,
        role.Shadow: colours.border,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.soft_ink))
    return palette
