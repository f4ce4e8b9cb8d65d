"""Uploaded pictures are drawn anew: what is kept is a small PNG of ours, whatever came in."""

import io
import warnings
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 20_000_000
# Twice the size at which a logo is shown, for sharp screens and paper.
WIDTH, HEIGHT = 640, 240
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def as_png(upload: IO[Any], *, size: int) -> bytes:
    """The picture as a PNG of at most 640 × 240 pixels without anything hidden in it.

    Raises `ValidationError` with a sentence when it is too large, no picture, or of another kind (SVG
    is a page with scripts, so it is refused).
    """
    if size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 2 MB. Please choose a smaller picture."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn_anew(upload)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _not_a_picture() from None
    except (OSError, ValueError, SyntaxError, EOFError):
        # Pillow's decoders raise these for pictures that are cut off or mangled.
        raise _not_a_picture() from None


def _drawn_anew(upload: IO[Any]) -> bytes:
    with Image.open(upload, formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This picture has too many pixels. Please choose a smaller one."))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()


def _not_a_picture() -> ValidationError:
    return ValidationError(
        _("This file is not a picture that can be used. Please choose a PNG, JPEG, GIF or WebP file.")
    )
