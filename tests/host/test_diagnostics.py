"""Notes for the helpline: everything useful, nothing anybody said."""

from __future__ import annotations

import json
import logging
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from second_process import start_python

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.diagnostics import (
    NOTES_NAME,
    crash_note,
    crashes_noted,
    note,
    note_crash,
    note_error,
    start_notes,
    stop_notes,
)

PERSON = "0123456789abcdef0123456789abcdef"
HER = "सुनीता देवी"
HIM = "Ramesh"


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Path]:
    handler = start_notes(tmp_path)
    yield tmp_path / NOTES_NAME
    stop_notes(handler)


def lines(notes: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in notes.read_text("utf-8").splitlines()]


def everything(notes: Path) -> str:
    return "".join(file.read_text("utf-8") for file in notes.parent.glob(f"{NOTES_NAME}*"))


def fail_with(text: str) -> None:
    """A bug that has her words in its message, its locals and its cause."""
    local = {"name": text}
    try:
        raise KeyError(text)
    except KeyError as error:
        raise RuntimeError(f"cannot save {local}") from error


def caught_failure(text: str) -> RuntimeError:
    with pytest.raises(RuntimeError) as caught:
        fail_with(text)
    return caught.value


def test_allowed_facts_are_written(notes: Path) -> None:
    """An event with ids, codes and counts comes back as one JSON object, in a file for this account only."""
    note("record-saved", person=PERSON, record=PERSON, office="SAS", revision=3)
    (line,) = lines(notes)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "event": "record-saved",
        "person": PERSON,
        "record": PERSON,
        "office": "SAS",
        "revision": 3,
    }
    assert stat.S_IMODE(notes.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "facts",
    [
        {"name": HIM},
        {"person": HIM},
        {"code": HIM.lower()},
        {"office": HER},
        {"count": HIM},
        {"record": True},
        {"phone": 9000001901},
        {"step": f"{HIM.lower()} devi"},
    ],
)
def test_everything_else_is_dropped_and_counted(notes: Path, facts: dict[str, Any]) -> None:
    """An unknown name or a value of another shape leaves no trace but a count."""
    note("record-saved", **facts)
    assert lines(notes)[0]["dropped"] == 1
    for value in facts.values():
        assert str(value) not in everything(notes)


def test_an_event_is_a_word_of_ours(notes: Path) -> None:
    """A sentence given as the event is not written."""
    note(f"saved {HER}")
    assert lines(notes)[0]["event"] == "unnamed"
    assert HER not in everything(notes)


def test_known_error_by_code_and_listed_facts(notes: Path) -> None:
    """A known error keeps its code and numbers; a fact that is not on the list is only counted."""
    note_error(DeskError(ErrorCode.DISK_FULL, needed=10, free=3, step="space", folder=HIM))
    (line,) = lines(notes)
    assert (line["code"], line["needed"], line["free"], line["step"], line["dropped"]) == (
        "disk-full",
        10,
        3,
        "space",
        1,
    )


def test_a_library_s_words_are_not_written(notes: Path) -> None:
    """Whatever a library logs, with arguments, exception or stack: only its place in the code is kept."""
    try:
        fail_with(HER)
    except RuntimeError:
        logging.getLogger("somelibrary").exception("cannot print %s for %s", HER, HIM)
    logging.getLogger("station_desk.notes").warning("by hand: %s", HIM)
    logging.getLogger("somelibrary").warning(HIM, extra={"line": {"event": HIM}}, stack_info=True)
    assert [line["event"] for line in lines(notes)] == ["library"] * 3
    assert lines(notes)[0]["chain"][0]["type"] == "builtins.RuntimeError"
    assert HER not in everything(notes)
    assert HIM not in everything(notes)
    assert "test_diagnostics:" in lines(notes)[0]["place"]


def test_crash_by_types_and_places_only(notes: Path) -> None:
    """A bug is told by its chain of types and lines; message, locals and cause's key stay out."""
    mark = note_crash(caught_failure(HER))
    (line,) = lines(notes)
    assert line["event"] == "crash"
    assert line["crash"] == mark
    assert [link["type"] for link in line["chain"]] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert all(":" in place for link in line["chain"] for place in link["frames"])
    assert HER not in everything(notes)


def test_same_bug_has_the_same_mark_whoever_it_met() -> None:
    """The mark depends on the place, not on the person whose data brought it about."""
    first, second = (crash_note(caught_failure(text)) for text in (HER, HIM))
    other = crash_note(ValueError("elsewhere"))
    assert first.mark == second.mark != other.mark
    assert len(first.mark) == 8


def test_crash_note_ends_on_a_circle_and_on_depth() -> None:
    """Causes in a circle and endless recursion give a short note, not a second crash."""
    one, two = ValueError(HER), KeyError(HIM)
    one.__cause__, two.__cause__ = two, one
    assert len(crash_note(one).chain) == 2

    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    assert len(crash_note(caught.value).chain[0]["frames"]) == 40


def test_uncaught_on_any_thread_is_noted_and_told(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Main thread, another thread and a failing finaliser: noted without words, nothing printed to the terminal."""
    marks: list[str] = []

    class Careless:
        def __del__(self) -> None:
            fail_with(HER)

    with crashes_noted(marks.append):
        try:
            fail_with(HER)
        except RuntimeError:
            sys.excepthook(*sys.exc_info())  # as the interpreter does at its end
        thread = threading.Thread(target=fail_with, args=(HER,))
        thread.start()
        thread.join()
        Careless()
    assert len(marks) == 2
    assert [line["event"] for line in lines(notes)] == ["crash"] * 3
    assert HER not in everything(notes)
    assert capsys.readouterr() == ("", "")


def test_hooks_are_given_back() -> None:
    """After the block the interpreter is as before."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with crashes_noted(lambda _: None):
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_ctrl_c_is_no_crash(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stopping the program by hand is not noted as a bug."""
    with crashes_noted(lambda _: pytest.fail("told as a crash")):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert notes.read_text("utf-8") == ""
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_notes_are_capped(notes: Path) -> None:
    """Years of notes take at most four files of one MiB, all of them private."""
    for number in range(60_000):
        note("record-saved", person=PERSON, sequence=number)
    files = sorted(notes.parent.glob(f"{NOTES_NAME}*"))
    assert len(files) == 4
    assert all(file.stat().st_size <= 1 << 20 for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert lines(notes)[-1]["sequence"] == 59_999


FULL = """
import logging, resource, sys
from pathlib import Path
from station_desk.host.diagnostics import note, start_notes, stop_notes
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
handler = start_notes(Path(sys.argv[1]))
for _ in range(50):
    note("record-saved", count=1)
    logging.getLogger("somelibrary").error("Ramesh")
stop_notes(handler)
print("went on")
"""


def test_full_disk_neither_stops_nor_prints(tmp_path: Path) -> None:
    """When notes cannot be written the desk goes on, and the usual complaint with the message is not printed."""
    with start_python(FULL, str(tmp_path)) as child:
        assert child.communicate() == ("went on\n", "")
    assert (tmp_path / NOTES_NAME).stat().st_size == 1000


def test_no_folder_is_a_known_error(tmp_path: Path) -> None:
    """Notes without a data folder end in a code."""
    with pytest.raises(DeskError) as caught:
        start_notes(tmp_path / "gone")
    assert caught.value.code is ErrorCode.FILE_MISSING
