"""What has to be true before the web server starts: tables, static files, and something to look at.

Runs as a process of its own (`python -m callcenter_planner.embedded.prepare`), since it needs the settings.
"""

import hashlib
import io
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import transaction


def prepare() -> None:
    """Safe to run again at any time, also after it was killed half way."""
    call_command("migrate", interactive=False, verbosity=1)
    _collect_static_files()
    _load_sample_project()


def _collect_static_files() -> None:
    """Hash and compress the static files when one of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _state_of_static_files()
    if not stamp.exists() or stamp.read_text() != state:
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def _state_of_static_files() -> str:
    """Name, size and time of every file, as one short text."""
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            state.update(f"{name}:{file.st_size}:{file.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _load_sample_project() -> None:
    """Fill an empty database with the sample project."""
    from projects.models import Project  # noqa: PLC0415 - once Django is set up

    if Project.objects.exists():
        return
    said = io.StringIO()
    with transaction.atomic():
        call_command("sample", stdout=said)
        # What the command says is how to sign in; the start shows it each time.
        (settings.VAR_DIR / "sample-sign-ins").write_text(said.getvalue())


if __name__ == "__main__":
    django.setup()
    prepare()
