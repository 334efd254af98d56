"""What was copied here is taken away; what was copied elsewhere stays."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from station_desk.ui.own_clipboard import OwnClipboard


def test_ours_goes_and_theirs_stays(qapp: object, front: Callable[[QWidget], None]) -> None:
    """A copy made while no window of ours had the keyboard is somebody else's."""
    assert qapp
    clipboard, own = QGuiApplication.clipboard(), OwnClipboard()
    clipboard.setText("किसी और का")
    own.forget()
    assert clipboard.text() == "किसी और का"
    line = QLineEdit("सुनीता")
    line.setAccessibleName("पंक्ति")
    front(line)
    line.selectAll()
    line.copy()
    assert clipboard.text() == "सुनीता"
    own.forget()
    assert clipboard.text() == ""
    line.close()
