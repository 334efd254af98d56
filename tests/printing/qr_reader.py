"""A second reading of QR codes, written from ISO/IEC 18004 and not from the program's encoder: pixels, grid, text.

It reads what the program prints: level M, versions 1 to 9, figures or bytes, upright on the page. It repairs nothing:
every block must check as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Final

from station_desk.printing.preview import page_image

Grid = Sequence[Sequence[bool]]
_Eye = tuple[float, float, float]  # middle x and y, size of a square, in pixels

_DARK_BELOW: Final = 128
_RINGS: Final = (1, 1, 3, 1, 1)
_FORMAT_MASK: Final = 0b101010000010010
_LEVEL_M: Final = 0b00
# Level M (table 9): check bytes of each block, then (blocks, data bytes of each).
_BLOCKS: Final = {
    1: (10, ((1, 16),)),
    2: (16, ((1, 28),)),
    3: (26, ((1, 44),)),
    4: (18, ((2, 32),)),
    5: (24, ((2, 43),)),
    6: (16, ((4, 27),)),
    7: (18, ((4, 31),)),
    8: (22, ((2, 38), (2, 39))),
    9: (22, ((3, 36), (2, 37))),
}
_ALIGNED: Final = {1: (), 2: (18,), 3: (22,), 4: (26,), 5: (30,), 6: (34,), 7: (22, 38), 8: (24, 42), 9: (26, 46)}
_MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, _: i % 2 == 0,
    lambda _, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)


def seen(pdf: bytes, page: int = 0, dpi: int = 300) -> Grid:
    """Find the one code on a page, drawn as a printer would get it, and read its squares off the pixels."""
    width, height, rgba = page_image(pdf, page, dpi)
    dark = [[rgba[4 * (y * width + x)] < _DARK_BELOW for x in range(width)] for y in range(height)]
    (corner, across, down) = _three(_eyes(dark))
    square = (corner[2] + across[2] + down[2]) / 3
    count = 17 + 4 * round(((across[0] - corner[0]) / square - 10) / 4)
    step = (across[0] - corner[0]) / (count - 7)
    assert abs((down[1] - corner[1]) / (count - 7) - step) < step / 20
    left, top = corner[0] - 3 * step, corner[1] - 3 * step
    return [[dark[int(top + y * step)][int(left + x * step)] for x in range(count)] for y in range(count)]


def _three(eyes: list[_Eye]) -> tuple[_Eye, _Eye, _Eye]:
    """Choose the three that stand in a right angle with equal legs, the corner first: letters may look like an eye."""
    (found,) = [
        (corner, across, down)
        for corner, across, down in permutations(eyes, 3)
        if abs(corner[1] - across[1]) < corner[2]
        and abs(corner[0] - down[0]) < corner[2]
        and across[0] - corner[0] > 13 * corner[2]
        and abs((across[0] - corner[0]) - (down[1] - corner[1])) < corner[2]
    ]
    return found


def _eyes(dark: Grid) -> list[_Eye]:
    """Find what may be a finder: rings of 1, 1, 3, 1, 1 squares, seen across and downwards."""
    found: list[_Eye] = []
    columns = list(zip(*dark, strict=True))
    for y, row in enumerate(dark):
        for x, square in _rings(row):
            for middle, tall in _rings(columns[int(x)]):
                is_new = all(abs(x - eye[0]) > square or abs(middle - eye[1]) > square for eye in found)
                if is_new and abs(middle - y) < square / 2 and abs(tall - square) < square / 3:
                    found.append((x, middle, square))
    return found


def _rings(line: Sequence[bool]) -> Iterator[tuple[float, float]]:
    """Yield the middle and the square size of each run of 1:1:3:1:1 in a line of pixels."""
    edges = [0, *(at for at in range(1, len(line)) if line[at] != line[at - 1]), len(line)]
    for start in range(len(edges) - 5):
        if line[edges[start]]:
            runs = [edges[start + n + 1] - edges[start + n] for n in range(5)]
            square = sum(runs) / 7
            if square >= 3 and all(abs(run - n * square) < 0.6 * square for run, n in zip(runs, _RINGS, strict=True)):
                yield (edges[start] + edges[start + 5]) / 2, square


def text_of(grid: Grid) -> str:
    """Read the text of a grid. Fails where the format is not level M or a block does not check."""
    return _text(b"".join(data for data, _ in blocks(grid)), len(grid))


def blocks(grid: Grid) -> list[tuple[bytes, bytes]]:
    """Read the data and check bytes of each block, and check them."""
    version = (len(grid) - 17) // 4
    check, shape = _BLOCKS[version]
    stream = _stream(grid, version, _mask_of(grid))
    sizes = [size for count, size in shape for _ in range(count)]
    data: list[bytearray] = [bytearray() for _ in sizes]
    for nth in range(max(sizes)):
        for block, size in zip(data, sizes, strict=True):
            if nth < size:
                block.append(next(stream))
    checks: list[bytearray] = [bytearray() for _ in sizes]
    for _ in range(check):
        for block in checks:
            block.append(next(stream))
    for block, after in zip(data, checks, strict=True):
        assert _is_whole(bytes(block + after), check)
    return [(bytes(block), bytes(after)) for block, after in zip(data, checks, strict=True)]


def _mask_of(grid: Grid) -> int:
    """Read the format beside the finders, both copies, and hold it against its own check bits."""
    count = len(grid)
    ways = ([(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)],
            [(count - 1 - n, 8) for n in range(7)] + [(8, count - 8 + n) for n in range(8)])  # fmt: skip
    first, second = (int("".join(str(int(grid[y][x])) for y, x in way), 2) for way in ways)
    assert first == second
    assert grid[count - 8][8]
    told = first ^ _FORMAT_MASK
    rest = told
    for bit in range(14, 9, -1):
        if rest >> bit & 1:
            rest ^= 0b10100110111 << bit - 10
    assert rest == 0
    assert told >> 13 == _LEVEL_M
    return told >> 10 & 0b111


def _is_fixed(version: int, y: int, x: int) -> bool:
    """Tell the squares that carry no data: finders with their formats, timing, alignment, version."""
    count = 17 + 4 * version
    if (y < 9 and (x < 9 or x >= count - 8)) or (y >= count - 8 and x < 9) or 6 in (y, x):
        return True
    if version >= 7 and ((y < 6 and x >= count - 11) or (x < 6 and y >= count - 11)):
        return True
    places = (6, *_ALIGNED[version])
    corners = {(6, 6), (6, places[-1]), (places[-1], 6)}
    return any(
        abs(y - at_y) <= 2 and abs(x - at_x) <= 2 for at_y in places for at_x in places if (at_y, at_x) not in corners
    )


def _stream(grid: Grid, version: int, mask: int) -> Iterator[int]:
    """Yield the bytes in their winding order, two columns at a time from the right, upwards first."""
    count, bits = len(grid), list[bool]()
    rights = [x if x > 6 else x - 1 for x in range(count - 1, 0, -2)]
    for turn, right in enumerate(rights):
        rows = range(count - 1, -1, -1) if turn % 2 == 0 else range(count)
        squares = ((y, x) for y in rows for x in (right, right - 1) if not _is_fixed(version, y, x))
        bits += [grid[y][x] ^ _MASKS[mask](y, x) for y, x in squares]
    for start in range(0, len(bits) - 7, 8):
        yield int("".join(str(int(bit)) for bit in bits[start : start + 8]), 2)


def _times(a: int, b: int) -> int:
    """Multiply in the field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def _is_whole(block: bytes, check: int) -> bool:
    """Tell whether a block is a Reed-Solomon word: zero at each of the first powers of 2."""
    root = 1
    for _ in range(check):
        value = 0
        for byte in block:
            value = _times(value, root) ^ byte
        if value:
            return False
        root = _times(root, 2)
    return True


def _text(data: bytes, count: int) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    mode, rest = int(bits[:4], 2), bits[4:]
    assert mode in (1, 4), "figures or bytes"
    assert count <= 17 + 4 * 9, "longer lengths from version 10"
    if mode == 4:
        length = int(rest[:8], 2)
        return bytes(int(rest[8 + 8 * n : 16 + 8 * n], 2) for n in range(length)).decode()
    length, rest, said = int(rest[:10], 2), rest[10:], ""
    while len(said) < length:
        figures = min(3, length - len(said))
        wide = (0, 4, 7, 10)[figures]
        said += f"{int(rest[:wide], 2):0{figures}d}"
        rest = rest[wide:]
    return said
