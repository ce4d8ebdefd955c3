"""Width and height of an image, from the first bytes of its file: without them a post shows it cropped."""

from __future__ import annotations

import struct

_FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))


def size_of(content: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG, JPEG, GIF or WebP; None where it cannot be told."""
    try:
        found = _size(content)
    except (struct.error, IndexError):
        return None
    return found if found and min(found) > 0 else None


def _size(content: bytes) -> tuple[int, int] | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _pair(content, ">II", 16)
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return _pair(content, "<HH", 6)
    if content.startswith(b"\xff\xd8"):
        return _of_jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _of_webp(content)
    return None


def _pair(content: bytes, shape: str, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(shape, content, at)
    return int(first), int(second)


def _of_jpeg(content: bytes) -> tuple[int, int] | None:
    """From the frame's header. A photograph that lies on its side (EXIF) is shown upright."""
    at, turned = 2, False
    while content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack_from(">H", content, at + 2)[0]
        if marker == 0xE1:
            turned = turned or _is_turned(content[at + 4 : at + 2 + length])
        if marker in _FRAMES:
            height, width = _pair(content, ">HH", at + 5)
            return (height, width) if turned else (width, height)
        at += 2 + length
    return None


def _is_turned(exif: bytes) -> bool:
    """Whether the orientation (tag 0x0112) lies on its side."""
    if not exif.startswith(b"Exif\0\0"):
        return False
    tiff = exif[6:]
    order = "<" if tiff.startswith(b"II") else ">"
    start = struct.unpack_from(f"{order}I", tiff, 4)[0]
    for number in range(struct.unpack_from(f"{order}H", tiff, start)[0]):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
        if tag == 0x0112:
            return bool(5 <= value <= 8)
    return False


def _of_webp(content: bytes) -> tuple[int, int] | None:
    match content[12:16]:
        case b"VP8 ":
            width, height = _pair(content, "<HH", 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = struct.unpack_from("<I", content, 21)[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            sides = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
            width, height = sides
            return width, height
    return None
