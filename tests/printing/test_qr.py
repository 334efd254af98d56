"""QR codes on paper, read again by a second reader from the pixels a printer would get."""

from __future__ import annotations

from dataclasses import replace

import pytest
import qr_reader
import sheets_made_up as made_up

from station_desk.domain.sheets import Qr, SlipSize
from station_desk.host.paths import read_resource
from station_desk.printing import sheet, slip
from station_desk.printing.qr import squares

HEAD = f"station-desk/SAS/e1 1042 {'7f3a9c41e2d055b8' * 4}"
LONGEST = f"station-desk/ABCDEFGH/e12 12345678 {'f' * 64}"
DIGITS = "012345" * 8


def test_the_example_of_the_standard_has_the_standard_s_bytes() -> None:
    """ISO/IEC 18004 writes 01234567 in version 1-M with these data and check bytes."""
    ((data, check),) = qr_reader.blocks(squares("01234567"))
    assert data.hex() == "10200c566180ec11ec11ec11ec11ec11"
    assert check.hex() == "a524d4c1ed36c7872c55"


@pytest.mark.parametrize("text", ["0", "7" * 34, DIGITS, "9" * 200, "a", HEAD, LONGEST, "x" * 180, "नमस्ते"])
def test_a_grid_says_its_text(text: str) -> None:
    """Figures and letters of many lengths come back from the grid, every block whole."""
    assert qr_reader.text_of(squares(text)) == text


def test_a_changed_square_is_noticed_by_the_reader() -> None:
    """The second reader is one that can say no."""
    grid = [list(row) for row in squares(HEAD)]
    grid[20][20] = not grid[20][20]
    with pytest.raises(AssertionError):
        qr_reader.text_of(grid)


@pytest.mark.parametrize("text", [HEAD, LONGEST])
def test_the_code_of_a_register_is_read_off_the_paper(text: str) -> None:
    """The grid seen in the pixels of the last page is the grid that was meant, also under the practice word."""
    made = made_up.practice(replace(made_up.day(3), qr=Qr(text, "अभिलेख चिह्न")))
    grid = qr_reader.seen(sheet.render(made, read_resource).data)
    assert [tuple(row) for row in grid] == list(squares(text))
    assert qr_reader.text_of(grid) == text


@pytest.mark.parametrize("size", list(SlipSize))
def test_the_code_of_a_slip_is_read_off_the_paper(size: SlipSize) -> None:
    """On each size of paper, beside the lines."""
    made = replace(made_up.token_slip(), big=None, qr=Qr(DIGITS, "वही अंक"), size=size, practice_text="अभ्यास")
    assert qr_reader.text_of(qr_reader.seen(slip.render(made, read_resource).data)) == DIGITS


def test_the_squares_keep_out_of_the_text_layer() -> None:
    """A reader that copies the page gets words only, and the text of the code not by accident."""
    made = replace(made_up.token_slip(), qr=Qr(DIGITS, ""))
    assert DIGITS not in repr(made)
    assert DIGITS.encode() not in slip.render(made, read_resource).data
