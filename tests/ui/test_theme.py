"""The colours can be read, the letters grow, the font is the one that was shipped."""

import re
from dataclasses import asdict

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.kit import Kit
from station_desk.ui.theme import FONT_FAMILY, SHAPE_PAIRS, TEXT_PAIRS, Shade, contrast, set_type

SHADES: tuple[Shade, ...] = ("light", "dark")


def test_the_ratio_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, and one value in between taken from the WCAG examples."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("shade", SHADES)
def test_text_can_be_read(kit: Kit, shade: Shade) -> None:
    """Every ink on every paper it is used on: at least 4.5."""
    colours = asdict(kit.theme.colours_of(shade))
    poor = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("shade", SHADES)
def test_borders_marks_and_focus_can_be_seen(kit: Kit, shade: Shade) -> None:
    """At least 3."""
    colours = asdict(kit.theme.colours_of(shade))
    poor = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in SHAPE_PAIRS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 3} == {}


def test_the_sheet_names_no_colour_of_its_own() -> None:
    """Every colour of the style sheet is a token, so the measured pairs are the whole truth."""
    sheet = re.sub(r"/\*.*?\*/", "", read_resource("theme/desk.qss").decode(), flags=re.DOTALL)
    assert re.findall(r"(?<![\w$])#[0-9A-Fa-f]{3,8}\b(?=[^{]*;)", sheet) == []
    assert not re.search(r"\b(white|black|red|gray|grey)\b", sheet)


@pytest.mark.parametrize("shade", SHADES)
def test_the_small_drawings_use_the_colours_of_their_shade(kit: Kit, shade: Shade) -> None:
    """Arrows and ticks that Qt reads itself are drawn in tokens too."""
    tokens = set(asdict(kit.theme.colours_of(shade)).values())
    files = sorted((resources_dir() / "theme" / shade).glob("*.svg"))
    assert [file.stem for file in files] == ["dash", "dot", "down", "tick", "up"]
    for file in files:
        assert set(re.findall(r"#[0-9A-Fa-f]{6}", file.read_text())) <= tokens


def test_the_sheet_is_understood(kit: Kit, capfd: pytest.CaptureFixture[str]) -> None:
    """Qt has nothing to complain about, and every picture is there."""
    for shade in SHADES:
        kit.theme.apply(shade)
        sheet = QApplication.instance().styleSheet()  # type: ignore[union-attr]
        assert "$" not in sheet
        for name in re.findall(r"url\(theme:([^)]+)\)", sheet):
            assert (resources_dir() / "theme" / name).is_file()
    assert "Could not parse" not in capfd.readouterr().err


@pytest.mark.usefixtures("kit")
def test_the_font_is_the_shipped_one(qtbot: QtBot) -> None:
    """Its private name keeps the machine's own fonts out."""
    label = QLabel("मिशन शक्ति केन्द्र")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert QFontInfo(label.font()).family() == FONT_FAMILY
    assert QFontInfo(label.font()).exactMatch()


def test_letters_grow_everywhere_also_where_nobody_has_looked_yet(kit: Kit, qtbot: QtBot) -> None:
    """A widget that was never shown grows with the others."""
    shown, hidden, title = QLabel("क"), QLabel("ख"), QLabel("ग")
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    for label in (shown, hidden, title):
        column.addWidget(label)
    set_type(title, "page")
    hidden.hide()
    holder.show()
    sizes = []
    for scale in (100, 125, 150):
        kit.theme.apply("light", scale)
        sizes.append([label.font().pointSizeF() for label in (shown, hidden, title)])
    assert sizes == [[12, 12, 18], [15, 15, 22.5], [18, 18, 27]]


def test_another_scale_is_refused(kit: Kit) -> None:
    """Only the three that were looked at."""
    with pytest.raises(ValueError, match="110"):
        kit.theme.apply("light", 110)


def test_controls_are_large_enough_for_a_finger(kit: Kit, qtbot: QtBot) -> None:
    """At least 36 pixels at 100 %, and taller with the letters, without a fixed height."""
    for widget in (QPushButton("छापें"), QLineEdit("सुनीता")):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.sizeHint().height() >= 35
        kit.theme.apply("light", 150)
        widget.ensurePolished()
        assert widget.sizeHint().height() >= 46
        kit.theme.apply("light", 100)
