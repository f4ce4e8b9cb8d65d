"""What `bin/start` sets for every process it starts; whatever the user has set already stays as it is."""

import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

from callcenter_planner.embedded import CannotStart

LOOPBACK = "127.0.0.1"


def secret_key(var: Path) -> str:
    """The key of this installation, made once; personal links and sessions hang on it."""
    path = var / "secret-key"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def port(given: Mapping[str, str]) -> int:
    """PORT, or 8000."""
    value = given.get("PORT", "").strip() or "8000"
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise CannotStart(f"PORT is “{value}”; set it to a number from 1 to 65535, for instance PORT=8001.")
    return int(value)


def compose(
    given: Mapping[str, str], *, var: Path, database_url: str, redis_url: str, email_url: str
) -> dict[str, str]:
    """The whole environment. The three URLs count where the user names no server of their own."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "callcenter_planner.settings",
        "VAR_DIR": str(var),
        "SECRET_KEY": secret_key(var),
        "BASE_URL": f"http://{LOOPBACK}:{port(given)}",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": email_url,
        # Mails that stay on this machine may be read on it.
        "EMBEDDED": "1" if not own(given, "EMAIL_URL") else "0",
        "PYTHONUNBUFFERED": "1",
    }
    if not own(given, "BASE_URL"):
        ours["ALLOWED_HOSTS"] = f"{LOOPBACK},localhost"
    set_by_user = {name: value for name, value in given.items() if value.strip()}
    return {**ours, **set_by_user, "VAR_DIR": str(var)}


def own(given: Mapping[str, str], name: str) -> bool:
    """Whether the user has set a variable."""
    return bool(given.get(name, "").strip())


def write(var: Path, environment: Mapping[str, str]) -> None:
    """Leave the settings for `bin/manage`, so that it meets the same servers."""
    names = (
        "DJANGO_SETTINGS_MODULE", "VAR_DIR", "SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL",
        "REDIS_URL", "EMAIL_URL", "EMBEDDED",
    )  # fmt: skip
    lines = [f"export {name}={shlex.quote(environment[name])}\n" for name in names if name in environment]
    _write_private(var / "environment", "".join(lines))


def _write_private(path: Path, text: str) -> None:
    """For the owner alone, and whole or not at all."""
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
