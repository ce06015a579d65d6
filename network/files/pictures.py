"""Pictures are drawn anew: what was hidden in them (place, camera, a second file) is gone, and they stand upright."""

import io
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from network.files import kinds, unfit
from network.files.kinds import Kind
from network.files.unfit import SIDES, Unfit

FORMATS = {kinds.PNG: "PNG", kinds.JPEG: "JPEG", kinds.WEBP: "WEBP"}
MOST_PIXELS = {kinds.JPEG: 50_000_000}  # a JPEG is read at half its size where it is larger than OTHERS
OTHERS = 25_000_000
PREVIEW = 480  # pixels along the longer side
SAVE = {
    "JPEG": {"quality": 88, "progressive": True, "optimize": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 88, "method": 4},
}
Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is drawn
_drawing = BoundedSemaphore(2)  # each may need a hundred megabytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is kept, and a small one beside it."""

    content: bytes
    preview: bytes
    width: int
    height: int


def drawn(stream: BinaryIO, kind: Kind) -> Drawn:
    """The picture drawn anew. Raises Unfit for one that is too large to be drawn, or broken."""
    with _drawing:
        try:
            return _drawn(stream, kind)
        except Unfit:
            raise
        except Exception:  # readers of broken pictures fail in every way there is
            raise Unfit(unfit.BROKEN) from None


def _drawn(stream: BinaryIO, kind: Kind) -> Drawn:
    stream.seek(0)
    name = FORMATS[kind]
    with Image.open(stream, formats=[name]) as picture:
        most = MOST_PIXELS.get(kind, OTHERS)
        if picture.width * picture.height > most or max(picture.size) > SIDES:
            raise unfit.too_many_pixels(most)
        if picture.width * picture.height > OTHERS:
            picture.draft("RGB", (picture.width // 2, picture.height // 2))
        picture.load()
        upright = _colours(ImageOps.exif_transpose(picture), keeps_alpha=kind is not kinds.JPEG)
    upright.info.clear()
    content = _saved(upright, name)
    size = upright.size
    upright.thumbnail((PREVIEW, PREVIEW))
    return Drawn(content, _saved(upright, "WEBP", quality=70), *size)


def _colours(picture: Image.Image, *, keeps_alpha: bool) -> Image.Image:
    """The picture in the colours of every screen: a profile of its own names a device, and leaves with the rest."""
    has_alpha = keeps_alpha and (picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in picture.info)
    mode = "RGBA" if has_alpha else "L" if picture.mode in {"1", "L"} else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode) or picture
        except (ImageCms.PyCMSError, ValueError, OSError):
            pass  # a profile that cannot be read: the colours as they are
    return picture.convert(mode)


def _saved(picture: Image.Image, name: str, **words: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, name, **(SAVE[name] | words))
    return made.getvalue()
