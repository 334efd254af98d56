"""The front door for developers: run, test, set up and check Station Desk from a fresh clone.

Owns `.venv`: what goes in (`requirements.lock`, by hash), when it is made anew, which system libraries it needs. It is
one file of standard library, so that any Python 3.9 or newer can start it and be told what is missing. It must never
install what the lock does not name, nor decide whether a test passed: the tools do that, by their exit codes.

    python3 installer/dev.py run | test | setup | check [NAME]          (Windows: py installer\\dev.py ...)
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "installer" / "requirements.lock"
CHECKS = ROOT / "tests" / "checks"
VENV = ROOT / ".venv"
STAMP = VENV / "station-desk.stamp"
LOG = VENV / "setup.log"
ON_WINDOWS = sys.platform == "win32"
PROGRAMS = VENV / ("Scripts" if ON_WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if ON_WINDOWS else "python")

SCHEMA = 1  # raise it when this script lays out .venv in another way
OLDEST = (3, 11)
TOO_NEW = (3, 15)  # the locked PySide6 has no files for it
INSTALL_OPTIONS = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]  # the lock is complete: nothing to solve
NOT_RUN = 3  # what a check exits with when its tool is missing
PIPED: dict[str, Any] = {"stdout": PIPE, "stderr": STDOUT, "encoding": "utf-8", "errors": "replace"}
STARTED = time.monotonic()

# What Qt's own files ask the system for: library -> Debian package. Everything else they need comes along with these.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
WAYLAND_LIBRARIES = {"libwayland-cursor.so.0": "libwayland-cursor0", "libwayland-egl.so.1": "libwayland-egl1"}
PRINTER_LIBRARIES = {"libcups.so.2": "libcups2"}

# Run by the environment's own Python. Exit 3: the packages are not right. Exit 4: they are, but Qt cannot be loaded.
PROBE = """
import importlib, sys
from importlib.metadata import version
try:
    for name in ("sqlcipher3.dbapi2", "sqlite_utils", "cryptography.hazmat.bindings._rust", "reportlab", "uharfbuzz",
                 "pypdfium2", "rfc8785", "pytest", "hypothesis", "mypy", "ruff", "importlinter", "PIL", "PySide6",
                 "station_desk"):
        importlib.import_module(name)
    if tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2]) >= (6, 12):
        raise ImportError("PySide6 6.12 aborts on Python 3.11; this project needs an older one")
except Exception as error:
    sys.exit(print(error) or 3)
try:
    import PySide6.QtNetwork, PySide6.QtPrintSupport, PySide6.QtSvg, PySide6.QtWidgets
except ImportError as error:
    sys.exit(print(error) or 4)
"""


class SetupError(Exception):
    """Something the person at the keyboard has to know; its text is the whole message."""


class Interpreter(NamedTuple):
    """A Python that can be started: its path and (major, minor)."""

    path: str
    version: tuple[int, int]


class Outcome(NamedTuple):
    """How one tool or check ended."""

    name: str
    word: str
    seconds: float
    note: str = ""


def say(text: str) -> None:
    """Print one step with the time since the start."""
    print(f"[{time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


def clean_environment(**more: str) -> dict[str, str]:
    """Return this process's variables without those that send a Python to other packages; pip's and uv's are kept."""
    misleading = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in misleading}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", **more}


def capture(command: Sequence[object]) -> tuple[int, str]:
    """Run a command without input and return its exit code and all it says; 127 when it cannot be started."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=ROOT,
            env=clean_environment(DEBIAN_FRONTEND="noninteractive"),
            stdin=subprocess.DEVNULL,
            check=False,
            **PIPED,
        )
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout.strip()


def quietly(command: Sequence[object], transcript: list[str]) -> bool:
    """Run a command, add what it says to the transcript and return whether it succeeded."""
    code, said = capture(command)
    transcript.append("$ " + " ".join(str(word) for word in command) + "\n" + said)
    return code == 0


def fits(version: tuple[int, int]) -> bool:
    """Say whether the locked packages can be installed for this Python."""
    return OLDEST <= version < TOO_NEW


def ask_interpreter(command: Sequence[str]) -> Interpreter | None:
    """Start a Python and return what it really is, or None when it does not start (as a pyenv shim may not)."""
    report = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)"
    code, said = capture([*command, "-c", report])
    if code != 0:
        return None
    major, minor, path = said.splitlines()[-1].split(" ", 2)
    return Interpreter(path, (int(major), int(minor)))


def candidates() -> list[list[str]]:
    """List the commands that may start a fitting Python, the most tried version first."""
    versions = ["3.11", "3.13", "3.12", "3.14"]
    commands = [["py", f"-{version}"] for version in versions] if ON_WINDOWS else []
    commands += [[f"python{version}"] for version in versions] + [["python3"], ["python"]]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    return commands + [[str(found)] for version in versions for found in sorted(pyenv.glob(f"{version}.*/bin/python"))]


def choose_interpreter() -> Interpreter:
    """Return the Python this script runs on (outside any environment), or else a fitting one on this machine."""
    own = Interpreter(getattr(sys, "_base_executable", "") or sys.executable, sys.version_info[:2])
    if fits(own.version):
        return own
    looked = [f"  {own.path}: Python {own.version[0]}.{own.version[1]}"]
    for command in candidates():
        found = ask_interpreter(command) if shutil.which(command[0]) else None
        if found and fits(found.version):
            say(f"this is Python {own.version[0]}.{own.version[1]}; using {found.path} instead")
            return found
        what = f"Python {found.version[0]}.{found.version[1]}" if found else "not found, or does not start"
        looked.append(f"  {' '.join(command)}: {what}")
    raise SetupError("Python 3.11, 3.12, 3.13 or 3.14 is needed. Looked at:\n" + "\n".join(looked))


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """Return the Debian packages of the libraries that this Linux cannot load; nothing on another system."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def apt_line(packages: Iterable[str]) -> str:
    """Return the one line to type for these packages."""
    return "sudo apt-get install " + " ".join(packages)


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages when that needs no asking (root, apt-get); otherwise print the line to type."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        say("system packages are missing; please install them (Debian's names):  " + apt_line(packages))
        return False
    say("installing system packages: " + " ".join(packages))
    transcript: list[str] = []
    # A failed update is no reason to stop: the lists on the machine may do.
    quietly(["apt-get", "-q", "update"], transcript)
    patient = ["-o", "DPkg::Lock::Timeout=120"]  # another apt may be at work
    if quietly(["apt-get", "-qy", *patient, "--no-install-recommends", "install", *packages], transcript):
        return True
    print(tail(transcript))
    say("apt-get failed; by hand:  " + apt_line(packages))
    return False


def stamp_of(version: tuple[int, int], lock: bytes, project: Sequence[object], root: Path) -> str:
    """Return what identifies an environment: equal stamps mean it need not be made again."""
    facts = [SCHEMA, version, platform.machine(), str(root), hashlib.sha256(lock).hexdigest(), project]
    return hashlib.sha256(repr(facts).encode()).hexdigest() + "\n"


def project_facts(text: str) -> tuple[str, dict[str, str]]:
    """Read the version and the entry points, name -> "module:function", from pyproject.toml (no tomllib in 3.9)."""
    version = re.search(r'^version = "([^"]+)"$', text, re.MULTILINE)
    if version is None:
        raise SetupError("pyproject.toml names no version")
    tables = re.findall(r"^\[project\.(?:gui-)?scripts\]\n((?:.+\n)*)", text, re.MULTILINE)
    return version[1], dict(re.findall(r'^([\w-]+) = "([\w.]+:\w+)"$', "\n".join(tables), re.MULTILINE))


def tail(transcript: Sequence[str]) -> str:
    """Return the last lines of what the failed commands said, indented."""
    return "\n".join("    " + line for line in "\n".join(transcript).splitlines()[-40:])


def clear_environment() -> None:
    """Remove .venv."""
    try:
        if VENV.is_symlink():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise SetupError(f"cannot remove {VENV} ({error}). Close what still runs from it and try again.") from None


def make_with_uv(base: Interpreter, transcript: list[str]) -> bool:
    """Make .venv with uv; return False when it is not there or fails (it does not read pip's settings)."""
    uv = shutil.which("uv")
    if uv is None or Path(uv).parent == PROGRAMS:
        return False
    say(f"making .venv for Python {base.version[0]}.{base.version[1]} with uv")
    clear_environment()
    install = [uv, "pip", "install", "--python", PYTHON, *INSTALL_OPTIONS, "-r", LOCK]
    if quietly([uv, "venv", "--python", base.path, VENV], transcript) and quietly(install, transcript):
        return True
    say("uv failed; going on with pip")
    return False


def make_empty(base: Interpreter, transcript: list[str]) -> list[object]:
    """Make an empty .venv and return the pip command that installs into it."""
    say(f"making .venv for Python {base.version[0]}.{base.version[1]}")
    for _attempt in range(2):
        clear_environment()
        if quietly([base.path, "-m", "venv", VENV], transcript):
            return [PYTHON, "-m", "pip"]
        # Debian keeps ensurepip in python3-venv; its pip can still fill an environment that has none of its own.
        clear_environment()
        if quietly([base.path, "-m", "venv", "--without-pip", VENV], transcript) and quietly(
            [base.path, "-m", "pip", "--python", PYTHON, "--version"], transcript
        ):
            say("this Python comes without ensurepip; using its own pip")
            return [base.path, "-m", "pip", "--python", PYTHON]
        if not (base.path.startswith("/usr/bin/") and install_packages(["python3-venv"])):
            break
    raise SetupError(f"{base.path} can neither make an environment nor run pip:\n{tail(transcript)}")


def make_with_pip(base: Interpreter, transcript: list[str]) -> None:
    """Make .venv with the standard library and pip, under the person's own pip settings (mirrors, certificates)."""
    pip = make_empty(base, transcript)
    say("installing the packages of installer/requirements.lock (about 150 MB, the network is needed this once)")
    # --no-user: a "user = true" in the account's pip settings would send the packages elsewhere.
    if not quietly([*pip, "install", "--no-user", "--no-input", *INSTALL_OPTIONS, "-r", LOCK], transcript):
        raise SetupError(f"pip could not install the locked packages:\n{tail(transcript)}\nAll of it is in {LOG}")


def link_project(entries: Mapping[str, str], version: str) -> None:
    """Make the source tree importable in .venv and give its entry points a launcher, as an editable install would.

    Done by hand: it then needs no build tool, and a relative path survives a home folder with a Hindi name.
    """
    _code, said = capture([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    packages = Path(said)
    (packages / "station_desk.pth").write_text(os.path.relpath(ROOT, packages) + "\n", encoding="ascii")
    about = packages / f"station_desk-{version}.dist-info"
    about.mkdir(exist_ok=True)
    metadata = f"Metadata-Version: 2.1\nName: station-desk\nVersion: {version}\n"
    (about / "METADATA").write_text(metadata, encoding="ascii")
    for name, target in entries.items():
        module, function = target.split(":")
        code = f"import sys; from {module} import {function}; sys.argv[0] = '{name}'; sys.exit({function}())"
        if ON_WINDOWS:
            (PROGRAMS / f"{name}.cmd").write_text(f'@"%~dp0python.exe" -P -c "{code}" %*\n', encoding="ascii")
        else:
            launcher = PROGRAMS / name
            here = '"$(dirname "$(readlink -f "$0")")/python"'
            launcher.write_text(f'#!/bin/sh\nexec {here} -P -c "{code}" "$@"\n', encoding="ascii")
            launcher.chmod(0o755)


def setup() -> None:
    """Bring .venv and the system libraries to what the lock says; return at once when they are."""
    base = choose_interpreter()
    missing = missing_packages({**LIBRARIES, **WINDOW_LIBRARIES, **WAYLAND_LIBRARIES, **PRINTER_LIBRARIES})
    if missing:
        install_packages(missing)
    version, entries = project_facts((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stamp = stamp_of(base.version, LOCK.read_bytes(), [version, sorted(entries.items())], ROOT)
    current = STAMP.read_text(encoding="ascii") if STAMP.is_file() else ""
    code, said = capture([PYTHON, "-P", "-c", PROBE]) if current == stamp else (3, "")
    if code not in (0, 4):  # no .venv, made for something else, or its packages do not load
        transcript: list[str] = []
        try:
            if not make_with_uv(base, transcript):
                make_with_pip(base, transcript)
            link_project(entries, version)
        finally:
            VENV.mkdir(exist_ok=True)
            LOG.write_text("\n".join(transcript), encoding="utf-8")
        code, said = capture([PYTHON, "-P", "-c", PROBE])
        if code in (0, 4):
            STAMP.write_text(stamp, encoding="ascii")
        say("the environment is ready" if code == 0 else "the environment is made")
    if code == 4:
        line = apt_line(missing_packages(LIBRARIES) or LIBRARIES.values())
        raise SetupError(f"Qt cannot be loaded: {said}\nOn Debian or Ubuntu:  {line}")
    if code != 0:
        raise SetupError(f"the packages in {VENV} do not load: {said}")


def call(command: Sequence[object], environment: Mapping[str, str]) -> int:
    """Run a program in the foreground, in the repository, and return its exit code."""
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=dict(environment), check=False).returncode


def has_display(environment: Mapping[str, str]) -> bool:
    """Say whether a window would be seen by anybody."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen or not sys.platform.startswith("linux"):
        return not chosen.startswith(("offscreen", "minimal"))
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def run(extra: Sequence[str], demo: bool) -> int:
    """Open the window on the user's own data; without a display, play the demonstration into out/."""
    seen = has_display(os.environ)
    needed = WINDOW_LIBRARIES if os.environ.get("DISPLAY") else WAYLAND_LIBRARIES
    if not demo and seen and not missing_packages(needed):
        return call([PYTHON, "-P", "-m", "station_desk", *extra], clean_environment())
    if not demo:
        why = "libraries for a window are missing" if seen else "there is no display"
        say(f"{why}: playing the demonstration, its papers and pictures go to {ROOT / 'out'}")
    environment = clean_environment(QT_QPA_PLATFORM="offscreen")
    return call([PYTHON, "-P", "-m", "station_desk.show", "--out", "out", *extra], environment)


def test_environment() -> dict[str, str]:
    """Return variables under which the tests answer the same in everybody's shell: offscreen, no one's own settings."""
    personal = ("QT_", "PYTEST_", "MYPY", "RUFF_")
    kept = {name: value for name, value in clean_environment().items() if not name.startswith(personal)}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "default"}


def closing_line(lines: Iterable[str]) -> str:
    """Return pytest's last line of counts without its decoration ("12 passed in 3.21s"), or an empty string."""
    found = ""
    for line in lines:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", line).strip().strip("=").strip()
        if re.fullmatch(r"(no tests (ran|collected)|\d+ [a-z]+)\b.* in [\d.]+s(econds)?( \([\d:, days]+\))?", plain):
            found = plain
    return found


def stream(command: Sequence[object], environment: Mapping[str, str]) -> tuple[int, list[str]]:
    """Run a program, pass its output on line by line, and return its exit code and the lines."""
    lines = []
    with subprocess.Popen([str(word) for word in command], cwd=ROOT, env=dict(environment), **PIPED) as program:
        assert program.stdout is not None
        for line in program.stdout:
            lines.append(line)
            print(line, end="", flush=True)
    return program.returncode, lines


def print_table(outcomes: Iterable[Outcome]) -> None:
    """Print one line for each tool or check that was to run."""
    print()
    for outcome in outcomes:
        print(f"{outcome.name:14}{outcome.word:8}{outcome.seconds:7.1f} s  {outcome.note}".rstrip(), flush=True)


def test(extra: Sequence[str], quick: bool) -> int:
    """Run ruff, mypy, the import contracts and pytest; return 0 only when all that ran succeeded."""
    environment = test_environment()
    tools: list[tuple[str, list[object]]] = [
        ("ruff", [PYTHON, "-m", "ruff", "check", "."]),
        ("mypy", [PYTHON, "-m", "mypy"]),
        ("lint-imports", [PROGRAMS / ("lint-imports.exe" if ON_WINDOWS else "lint-imports")]),
    ]
    outcomes = []
    for name, command in [] if quick else tools:
        say(name)
        began = time.monotonic()
        code = call(command, environment)
        outcomes.append(Outcome(name, "failed" if code else "ok", time.monotonic() - began))
    say("pytest")
    began = time.monotonic()
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    code, lines = stream([PYTHON, "-m", "pytest", *colour, *extra], environment)
    outcomes.append(Outcome("pytest", "failed" if code else "ok", time.monotonic() - began))
    print_table(outcomes)
    print(closing_line(lines) or f"pytest ended with code {code} and without its closing line", flush=True)
    return 1 if any(outcome.word == "failed" for outcome in outcomes) else 0


def known_checks(folder: Path) -> dict[str, str]:
    """Return the long checks, name -> first line of the module's docstring: one file each in tests/checks."""
    files = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))
    return {path.stem: path.read_text(encoding="utf-8").lstrip('"').partition("\n")[0].strip('" ') for path in files}


def check(names: Sequence[str], seed: int | None, extra: Sequence[str]) -> int:
    """Run long checks; return 1 when one failed, else 3 when one could not run, else 0."""
    known = known_checks(CHECKS)
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        print("\n".join(f"{name:10} {what}" for name, what in known.items()) or "there are no checks yet")
        if unknown:
            raise SetupError(f"no such check: {' '.join(unknown)}")
        return 0
    outcomes = []
    for name in names:
        say(f"check {name}")
        began = time.monotonic()
        arguments = [] if seed is None else ["--seed", str(seed)]
        code, lines = stream([PYTHON, "-m", f"tests.checks.{name}", *arguments, *extra], test_environment())
        word = {0: "ok", NOT_RUN: "NOT RUN"}.get(code, "failed")
        why = " ".join(line.partition("NOT RUN:")[2].strip() for line in lines if line.startswith("NOT RUN:"))
        outcomes.append(Outcome(name, word, time.monotonic() - began, why if word == "NOT RUN" else ""))
    print_table(outcomes)
    words = {outcome.word for outcome in outcomes}
    return 1 if "failed" in words else NOT_RUN if "NOT RUN" in words else 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; `extra` holds what goes on to the program, to pytest or to the check."""
    words = list(arguments)
    split = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(prog="dev.py", description="Run, test, set up or check Station Desk.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="run | test | setup | check")
    running = verbs.add_parser("run", help="open the window; without a display, play the demonstration into out/")
    running.add_argument("--demo", action="store_true", help="play the demonstration in any case")
    testing = verbs.add_parser("test", help="run all tests; unknown words go to pytest", allow_abbrev=False)
    testing.add_argument("--quick", action="store_true", help="pytest only")
    verbs.add_parser("setup", help="make .venv and stop")
    checking = verbs.add_parser("check", help="run long checks; without a name, list them")
    checking.add_argument("names", nargs="*", metavar="NAME")
    checking.add_argument("--seed", type=int)
    known, unknown = parser.parse_known_args(words[:split])
    if unknown and known.verb != "test":
        parser.error(f"unknown: {' '.join(unknown)} (words for the program itself come after --)")
    known.extra = unknown + words[split + 1 :]
    return known


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    for channel in (sys.stdout, sys.stderr):
        if hasattr(channel, "reconfigure"):
            channel.reconfigure(errors="replace")  # a Windows console may not know a letter of what a tool prints
    asked = parse(arguments)
    try:
        if asked.verb == "check" and not asked.names:
            return check([], None, [])
        setup()
        if asked.verb == "run":
            return run(asked.extra, asked.demo)
        if asked.verb == "test":
            return test(asked.extra, asked.quick)
        return check(asked.names, asked.seed, asked.extra) if asked.verb == "check" else 0
    except SetupError as trouble:
        print(f"\ndev.py: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
