"""Every kind of field is implemented once in each registry, every code has its words."""

import ast
from pathlib import Path

from station_desk.domain.answers import CLEAN
from station_desk.domain.cells import CELL
from station_desk.domain.fields import FieldKind
from station_desk.store.form_tables import COLUMN
from station_desk.ui.field_widgets.registry import WIDGET

PACKAGE = Path(__file__).parents[2] / "station_desk"
HARD_LIMIT = 500
SWAMPS = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "base", "handler"}


def test_every_kind_stands_in_all_four_registries() -> None:
    """A new kind is not half done: clean, column, widget, cell."""
    kinds = set(FieldKind)
    assert set(CLEAN) == set(COLUMN) == set(CELL) == set(WIDGET) == kinds


def test_no_file_is_too_long_and_none_is_a_swamp() -> None:
    """500 lines at the most; no utils, common, helpers, misc."""
    for path in PACKAGE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= HARD_LIMIT, path
        assert path.stem not in SWAMPS, path


def test_every_module_says_what_it_owns() -> None:
    """Each module that holds code begins with a docstring."""
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if source.strip():
            assert ast.get_docstring(ast.parse(source)), path
