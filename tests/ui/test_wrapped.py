"""Buttons whose text wraps: what they ask a layout for."""

import pytest
from pytestqt.qtbot import QtBot

from station_desk.ui.kit import Kit
from station_desk.ui.wrapped import Check, Link, Radio

TEXT = "क्या वह अभी सुरक्षित स्थान पर है & उसके साथ कौन है, यह पूछना शेष है"


@pytest.mark.parametrize("kind", [Check, Radio, Link])
@pytest.mark.parametrize("scale", [100, 150])
def test_what_a_button_asks_for_does_not_hang_on_its_width(
    kind: type[Check | Radio | Link], scale: int, kit: Kit, qtbot: QtBot
) -> None:
    """Broken into many lines or few, its hints are the same: otherwise two layouts chase each other without end."""
    kit.theme.apply("light", scale)
    button = kind()
    qtbot.addWidget(button)
    button.say(TEXT)
    button.show()
    asked, shown = set(), set()
    for width in range(90, 700, 7):
        button.resize(width, 400)
        asked.add((button.sizeHint().toTuple(), button.minimumSizeHint().toTuple(), button.heightForWidth(300)))
        shown.add(button.text().count("\n"))
    assert len(shown) > 3
    assert len(asked) == 1
