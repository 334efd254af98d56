"""Pages as pictures."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import sheets_made_up as made_up
from PIL import Image

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.printing.preview import page_count, page_image, page_png
from station_desk.printing.sheet import render


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A register of several pages."""
    return render(made_up.practice(made_up.day(12)), read_resource).data


def test_a_page_is_drawn_at_the_asked_size(pdf: bytes) -> None:
    """A4 landscape at 50 dots an inch, four bytes a pixel, paper white, ink black, the practice mark grey."""
    width, height, pixels = page_image(pdf, 0, 50)
    assert abs(width - 585) <= 1
    assert abs(height - 413) <= 1
    assert len(pixels) == 4 * width * height
    assert pixels[:3] == b"\xff\xff\xff"
    darkness = set(pixels[0::4])
    assert min(darkness) < 60
    assert any(205 <= grey <= 230 for grey in darkness)


def test_a_png_is_the_same_picture(pdf: bytes) -> None:
    """The file for `out/` opens elsewhere and shows the very pixels of the preview."""
    width, height, pixels = page_image(pdf, 1, 40)
    picture = Image.open(io.BytesIO(page_png(pdf, 1, 40)))
    assert picture.size == (width, height)
    assert picture.tobytes() == Image.frombytes("RGBA", (width, height), pixels).convert("RGB").tobytes()
    assert round(picture.info["dpi"][0]) == 40


def test_what_is_no_pdf_or_no_page_is_told(pdf: bytes) -> None:
    """Damaged bytes and a page too far are known errors, not crashes."""
    assert page_count(pdf) > 1
    for attempt in (lambda: page_image(b"not a pdf", 0, 50), lambda: page_count(pdf[:100])):
        with pytest.raises(DeskError) as caught:
            attempt()
        assert caught.value.code is ErrorCode.FILE_UNREADABLE
    with pytest.raises(DeskError) as caught:
        page_image(pdf, page_count(pdf), 50)
    assert caught.value.facts == {"page": page_count(pdf)}


def test_several_threads_may_ask_at_once(pdf: bytes) -> None:
    """The preview and the printer may draw at the same time and get the same picture."""
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda _: page_image(pdf, 0, 40), range(8)))
    assert len(set(pictures)) == 1
