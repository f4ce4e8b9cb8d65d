"""Files that come in and go out: bounded, told by their content, and never shown as a page of ours.

They stand in the database, beside everything else that is backed up (docs/decisions/files-in-postgresql.md).
"""

import hashlib
import unicodedata

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from projects.models import Project, User
from reports.models import FileContent, StoredFile

LARGEST = 10 * 1024 * 1024
MOST_FILES = 5_000
LONGEST_NAME = 120
UNKNOWN = "application/octet-stream"

# Types that a browser would run or draw as a page. They are kept, but leave as plain bytes.
_ACTIVE = ("html", "svg", "xml", "javascript", "ecmascript", "x-shockwave-flash")


class Refused(Exception):
    """The file cannot be kept; the text tells the person why."""


@transaction.atomic
def store(
    *, project: Project, name: str, content: bytes, by: User | None, largest: int = LARGEST
) -> StoredFile:
    """Keeps a file of the project. Raises `Refused` when it is empty, too large or one too many."""
    _check(project, name, content, largest)
    stored = StoredFile.objects.create(
        project=project,
        name=safe_name(name),
        content_type=type_of(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=by,
    )
    FileContent.objects.create(file=stored, data=content)
    return stored


def store_upload(*, project: Project, upload: UploadedFile, by: User) -> StoredFile:
    """Keeps a file as it came with a form; one that is too large is refused before it is read."""
    if (upload.size or 0) > LARGEST:
        raise Refused(_too_large(upload.name or "", LARGEST))
    return store(project=project, name=upload.name or "", content=upload.read(), by=by)


def response(file: StoredFile) -> HttpResponse:
    """The file as a download. Whatever is in it, the browser saves it and does not open it here."""
    answer = HttpResponse(bytes(file.content.data), content_type=_harmless(file.content_type))
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def type_of(content: bytes) -> str:
    """The media type that the content shows; a file's name and what a browser claims count for nothing."""
    try:
        found = puremagic.from_string(content, mime=True)
    except puremagic.PureError:
        found = ""
    return found or ("text/plain" if _is_text(content) else UNKNOWN)


def safe_name(name: str) -> str:
    """The last part of the name, without control and direction marks, short, and with its ending kept.

    >>> safe_name("../../etc/passwd")
    'passwd'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    cleaned = "".join(char for char in visible if char not in '<>:"|?*').strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = cleaned, "", ""
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}".strip() or "file"


def _check(project: Project, name: str, content: bytes, largest: int) -> None:
    if not content:
        raise Refused(_("“%(name)s” is empty. Choose a file with something in it.") % {"name": name[:80]})
    if len(content) > largest:
        raise Refused(_too_large(name, largest))
    if project.files.count() >= MOST_FILES:
        raise Refused(
            _("This project already keeps %(count)d files, which is the most it can.") % {"count": MOST_FILES}
        )


def _too_large(name: str, largest: int) -> str:
    return _("“%(name)s” is too large. A file may have up to %(size)d MB.") % {
        "name": name[:80],
        "size": largest // 1024 // 1024,
    }


def _harmless(content_type: str) -> str:
    return UNKNOWN if any(part in content_type for part in _ACTIVE) else content_type


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode()
    except UnicodeDecodeError:
        return False
