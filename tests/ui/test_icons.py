"""The drawings are there, are licensed, and take the theme's colours."""

from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit


def _colours(icon: QIcon, kit: Kit, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = icon.pixmap(kit.icons.size, 1.0, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_each_drawing_has_a_name_and_each_name_a_drawing() -> None:
    """Nothing is shipped that nobody can ask for; no more than 25; the licence lies beside them."""
    folder = resources_dir() / "icons"
    assert {file.stem for file in folder.glob("*.svg")} == {icon.value for icon in Icon}
    assert len(Icon) <= 25
    assert "MIT License" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_each_drawing_can_be_recoloured() -> None:
    """It has one place for the colour and brings none of its own."""
    for icon in Icon:
        drawing = read_resource(f"icons/{icon.value}.svg")
        assert drawing.count(b"currentColor") == 1, icon
        assert b"#" not in drawing, icon


def test_a_drawing_is_drawn_in_the_colour_that_was_asked_for(kit: Kit) -> None:
    """Every one leaves ink on the paper, in the theme's colour, chosen or not."""
    ink = QColor(kit.theme.colours.ink).name()
    for icon in Icon:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
            assert ink in _colours(kit.icons.icon(icon), kit, mode), icon


def test_drawings_follow_the_theme(kit: Kit, qtbot: QtBot) -> None:
    """A button and a mark are drawn anew in the dark and at another size."""
    button, mark = QPushButton("छापें"), QLabel()
    qtbot.addWidget(button)
    qtbot.addWidget(mark)
    kit.icons.put(button, Icon.PRINT)
    kit.icons.put_mark(mark, Icon.HIGH, "danger")
    before = mark.pixmap().toImage()
    kit.theme.apply("dark", 150)
    assert QColor(kit.theme.colours.ink).name() in _colours(button.icon(), kit)
    assert button.iconSize() == kit.icons.size
    assert mark.pixmap().toImage() != before
