"""Choosing a file or folder outside the office. Owns the dialogs and that they leave no trace of what was chosen.

Qt's own dialog is used on every system: the desktop's would write its list of recent files, which is not ours to empty.
Qt writes its history too, into its settings; `keep_history_in` gives it a folder that the desk empties, and after each
dialog the history is removed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QSettings
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from station_desk.ui.kit import Kit
from station_desk.ui.texts import Said

Chosen = Callable[[Path], object]

_OWNER, _HISTORY = "QtProject", "FileDialog"


def keep_history_in(folder: Path) -> None:
    """Have Qt's settings written into a folder that is emptied; to be called before the first dialog."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))


def forget_history() -> None:
    """Remove what Qt noted of folders and files that were chosen."""
    settings = QSettings(QSettings.Scope.UserScope, _OWNER)
    settings.remove(_HISTORY)
    settings.sync()


def ask_folder(parent: QWidget, kit: Kit, title: Said, then: Chosen) -> QFileDialog:
    """Let a folder be chosen; `then` is called with it. Does not block."""
    dialog = _dialog(parent, kit, title, then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _open(dialog)


def ask_file(parent: QWidget, kit: Kit, title: Said, suffix: str, then: Chosen) -> QFileDialog:
    """Let a file with this suffix (".sdr") be chosen."""
    dialog = _dialog(parent, kit, title, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(f"*{suffix}")
    return _open(dialog)


def ask_new_file(parent: QWidget, kit: Kit, title: Said, name: str, then: Chosen) -> QFileDialog:
    """Let a place and name for a new file be chosen, beginning with `name`."""
    dialog = _dialog(parent, kit, title, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.setNameFilter(f"*{Path(name).suffix}")
    dialog.selectFile(name)
    return _open(dialog)


def _dialog(parent: QWidget, kit: Kit, title: Said, then: Chosen) -> QFileDialog:
    dialog = QFileDialog(parent)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    dialog.setDirectory(QDir.homePath())
    kit.words.tie_plain(dialog.setWindowTitle, title)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.destroyed.connect(forget_history)  # its destructor is what writes the history
    return dialog


def _open(dialog: QFileDialog) -> QFileDialog:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    typed = dialog.findChild(QLineEdit, "fileNameEdit")
    if typed is not None:
        typed.setFocus()
    return dialog
