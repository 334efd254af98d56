"""The drawings are there, are licensed, and take the theme's colours."""

from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit


def _is_drawn_in(icon: QIcon, kit: Kit, colour: str, mode: QIcon.Mode = QIcon.Mode.Normal) -> bool:
    """Tell whether a drawing leaves ink, and all of it in one colour; half-covered pixels are rounded a little."""
    image = icon.pixmap(kit.icons.size, 1.0, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    inked = [pixel.getRgb() for pixel in pixels if pixel.alpha() > 127]
    wanted = QColor(colour).getRgb()[:3]
    return bool(inked) and all(abs(a - b) <= 2 for ink in inked for a, b in zip(ink, wanted, strict=False))


def test_each_drawing_has_a_name_and_each_name_a_drawing() -> None:
    """Nothing is shipped that nobody can ask for; no more than 30; the licence lies beside them."""
    folder = resources_dir() / "icons"
    assert {file.stem for file in folder.glob("*.svg")} == {icon.value for icon in Icon}
    assert len(Icon) <= 30
    assert "MIT License" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_each_drawing_can_be_recoloured() -> None:
    """It has one place for the colour and brings none of its own."""
    for icon in Icon:
        drawing = read_resource(f"icons/{icon.value}.svg")
        assert drawing.count(b"currentColor") == 1, icon
        assert b"#" not in drawing, icon


def test_a_drawing_is_drawn_in_the_colour_that_was_asked_for(kit: Kit) -> None:
    """Every one leaves ink on the paper, in the theme's colour, chosen or not."""
    for icon in Icon:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
            assert _is_drawn_in(kit.icons.icon(icon), kit, kit.theme.colours.ink, mode), icon


def test_drawings_follow_the_theme(kit: Kit, qtbot: QtBot) -> None:
    """A button and a mark are drawn anew in the dark and at another size."""
    button, mark = QPushButton("छापें"), QLabel()
    qtbot.addWidget(button)
    qtbot.addWidget(mark)
    kit.icons.put(button, Icon.PRINT)
    kit.icons.put_mark(mark, Icon.HIGH, "danger")
    before = mark.pixmap().toImage()
    kit.theme.apply("dark", 150)
    assert _is_drawn_in(button.icon(), kit, kit.theme.colours.ink)
    assert button.iconSize() == kit.icons.size
    assert mark.pixmap().toImage() != before
