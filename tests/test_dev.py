"""The front door (installer/dev.py): the lock it installs from, and the parts of it that decide something."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent


def load(path: Path) -> ModuleType:
    """Load a copy of the script as a module of its own."""
    spec = importlib.util.spec_from_file_location("front_door", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    """The script as it is in the repository."""
    return load(ROOT / "installer" / "dev.py")


def lock_entries() -> list[str]:
    """The lock without comments, one entry a line."""
    text = (ROOT / "installer" / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def locked_versions() -> dict[str, Version]:
    """What the lock pins, by normalised name."""
    return {entry.split("==")[0]: Version(entry.split("==")[1].split()[0]) for entry in lock_entries()}


def test_lock_holds_only_hashed_pins() -> None:
    """Every line of the lock is one exact version with hashes: nothing can be installed that was not looked at."""
    shape = re.compile(r"[a-z0-9-]+==\S+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    entries = lock_entries()
    assert len(entries) > 20
    assert [entry[:60] for entry in entries if not shape.fullmatch(entry)] == []


def test_lock_names_no_place() -> None:
    """The lock says what to install, never where from: no address and no index option."""
    text = (ROOT / "installer" / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url|--find-links| @ ", text) == []


def test_lock_answers_every_dependency() -> None:
    """Whoever changes a dependency in pyproject.toml must make the lock anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = locked_versions()
    wanted = [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]
    unmet = [str(one) for one in wanted if pins.get(one.name.lower(), Version("0")) not in one.specifier]
    assert unmet == []


def test_the_aborting_qt_is_kept_out() -> None:
    """PySide6 6.12 aborts on Python 3.11; neither the lock nor a packager's own solving may bring it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {one.name: one.specifier for one in map(Requirement, project["dependencies"])}
    assert "6.12.0" not in asked["PySide6-Essentials"]
    assert locked_versions()["pyside6-essentials"] < Version("6.12")


def test_stamp_tells_environments_apart(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another Python, lock, project version, folder or schema asks for a new environment; the same do not."""
    facts = ((3, 11), b"lock", ["0.1.0"], Path("here"))
    others = [
        ((3, 12), b"lock", ["0.1.0"], Path("here")),
        ((3, 11), b"lock2", ["0.1.0"], Path("here")),
        ((3, 11), b"lock", ["0.2.0"], Path("here")),
        ((3, 11), b"lock", ["0.1.0"], Path("there")),
    ]
    stamps = {dev.stamp_of(*other) for other in [facts, facts, *others]}
    monkeypatch.setattr(dev, "SCHEMA", dev.SCHEMA + 1)
    stamps.add(dev.stamp_of(*facts))
    assert len(stamps) == 6


def test_facts_of_the_project_are_read_without_tomllib(dev: ModuleType) -> None:
    """What the script reads of pyproject.toml by itself is what a TOML reader finds there."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    assert dev.project_facts(text) == (project["version"], project["scripts"] | project["gui-scripts"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux takes these libraries from the system")
def test_missing_libraries_become_one_line_to_type(dev: ModuleType) -> None:
    """A library that cannot be loaded is named by its package, one that can is not, and the line can be pasted."""
    missing = dev.missing_packages({"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1", "libno.so.2": "libno2"})
    assert missing == ["libnowhere1", "libno2"]
    assert dev.apt_line(missing) == "sudo apt-get install libnowhere1 libno2"


def test_only_pythons_with_locked_packages_fit(dev: ModuleType) -> None:
    """The script takes 3.11 to 3.14, as pyproject.toml and the locked Qt do."""
    versions = [(2, 7), (3, 9), (3, 10), (3, 11), (3, 13), (3, 14), (3, 15)]
    assert [version for version in versions if dev.fits(version)] == [(3, 11), (3, 13), (3, 14)]


def test_an_old_python_is_told_what_was_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a fitting Python the message says which are needed and names each place that was tried."""
    door = load(ROOT / "installer" / "dev.py")
    monkeypatch.setattr(door, "OLDEST", door.TOO_NEW)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    with pytest.raises(door.SetupError) as told:
        door.choose_interpreter()
    assert "Python 3.11, 3.12, 3.13 or 3.14 is needed" in str(told.value)
    assert f"Python {sys.version_info[0]}.{sys.version_info[1]}" in str(told.value)
    assert "python3.13: not found" in str(told.value)


@pytest.mark.parametrize(
    ("words", "verb", "extra"),
    [
        (["run"], "run", []),
        (["run", "--", "--lang", "en"], "run", ["--lang", "en"]),
        (["test", "-k", "log", "tests/domain", "-x"], "test", ["-k", "log", "tests/domain", "-x"]),
        (["test", "--quick", "-q", "--", "--pdb"], "test", ["-q", "--pdb"]),
        (["check", "fuzz", "--seed", "7", "--", "--rounds", "3"], "check", ["--rounds", "3"]),
        (["setup"], "setup", []),
    ],
)
def test_words_reach_the_program_they_are_for(dev: ModuleType, words: list[str], verb: str, extra: list[str]) -> None:
    """What the script does not know goes to pytest in its order, or after -- to the program; nothing is swallowed."""
    asked = dev.parse(words)
    assert (asked.verb, asked.extra) == (verb, extra)


@pytest.mark.parametrize("words", [[], ["runn"], ["run", "--dem0"], ["setup", "--quick"], ["check", "--sed", "1"]])
def test_a_slip_of_the_pen_is_refused(dev: ModuleType, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A word that means nothing stops the script instead of doing half of what was asked."""
    with pytest.raises(SystemExit) as stopped:
        dev.parse(words)
    assert stopped.value.code == 2
    assert "dev.py" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("12 passed in 3.21s\n", "12 passed in 3.21s"),
        ("\x1b[31m= \x1b[31m\x1b[1m1 failed\x1b[0m, 2 passed, 1 skipped\x1b[31m in 0.50s\x1b[0m =\n",
         "1 failed, 2 passed, 1 skipped in 0.50s"),
        ("====== 900 passed, 3 warnings in 75.02s (0:01:15) ======\n", "900 passed, 3 warnings in 75.02s (0:01:15)"),
        ("no tests ran in 0.01s\n", "no tests ran in 0.01s"),
        ("the office wrote 12 pages in 3 languages\n", ""),
    ],
)  # fmt: skip
def test_closing_line_is_known_when_seen(dev: ModuleType, line: str, found: str) -> None:
    """pytest's own counts are found with and without colour, and ordinary output is not taken for them."""
    assert dev.closing_line([line]) == found


@pytest.mark.parametrize(
    ("variables", "seen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ""}, not sys.platform.startswith("linux")),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc"}, True),
    ],
)
def test_a_window_opens_only_where_it_is_seen(dev: ModuleType, variables: dict[str, str], seen: bool) -> None:
    """A machine without a display, or told to draw offscreen, gets the demonstration instead of an invisible window."""
    assert dev.has_display(variables) is seen


def test_a_check_that_did_not_run_has_not_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit 3 is listed as NOT RUN with its reason and never counts as passed; a failure outweighs it."""
    (tmp_path / "installer").mkdir()
    (tmp_path / "tests" / "checks").mkdir(parents=True)
    script = tmp_path / "installer" / "dev.py"
    script.write_bytes((ROOT / "installer" / "dev.py").read_bytes())
    bodies = {"good": "sys.exit(0)", "bad": "sys.exit(1)", "absent": 'sys.exit(print("NOT RUN: no tool here") or 3)'}
    for name, body in bodies.items():
        code = f'"""What {name} looks at."""\nimport sys\n{body}\n'
        (tmp_path / "tests" / "checks" / f"{name}.py").write_text(code, encoding="utf-8")
    door = load(script)
    monkeypatch.setattr(door, "PYTHON", sys.executable)
    assert door.known_checks(door.CHECKS) == {name: f"What {name} looks at." for name in sorted(bodies)}
    assert door.check(["good"], None, []) == 0
    capfd.readouterr()
    assert door.check(["good", "absent"], 7, []) == 3
    assert re.search(r"^absent +NOT RUN .* no tool here$", capfd.readouterr().out, re.MULTILINE)
    assert door.check(["absent", "bad", "good"], None, []) == 1
    with pytest.raises(door.SetupError, match="no such check: gone"):
        door.check(["good", "gone"], None, [])


def test_ci_is_the_same_command() -> None:
    """CI runs the front door's `test` and nothing else decides; the script can be started as it is."""
    script = ROOT / ".ci" / "run"
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec python3 installer/dev.py test"
    assert "set -euo pipefail" in lines
    assert sys.platform == "win32" or os.access(script, os.X_OK)
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert re.findall(r"run: (.*)", workflow) == [".ci/run"]


def test_readme_names_both_commands() -> None:
    """A newcomer finds the two commands in the README exactly as they are typed."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 installer/dev.py run" in readme
    assert "python3 installer/dev.py test" in readme
