"""`bin/start`: what was confirmed outlives every kill, and what is wrong is told in one sentence."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import pytest
import requests

from callcenter_planner.embedded import inbox, places, processes
from callcenter_planner.embedded.places import Place
from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.valkey import Valkey
from tests.fixtures.mail import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "only for this test 1"
SECONDS_TO_START = 120
REFUSED = "Callcenter Planner cannot start: "
# Settings that the tests run with, which `bin/start` has to make by itself.
OF_THE_TESTS = {
    "BASE_URL",
    "DATABASE_URL",
    "EMAIL_URL",
    "LOG_LEVEL",
    "REDIS_PREFIX",
    "REDIS_URL",
    "SECRET_KEY",
}
pytestmark = pytest.mark.fault


@dataclass
class Start:
    """`bin/start` for one place, run as often as a test likes."""

    place: Place
    port: int
    running: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self, **environment: str) -> subprocess.Popen[str]:
        """Start, and do not wait."""
        inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        self.running = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=ROOT,
            env={**inherited, "VAR_DIR": str(self.place.var), "PORT": str(self.port), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.running

    def told(self, **environment: str) -> tuple[int, str]:
        """Exit code and words of a start that ends by itself."""
        process = self.begin(**environment)
        words, _ = process.communicate(timeout=SECONDS_TO_START)
        return process.returncode, words

    def up(self, **environment: str) -> None:
        """Start, and wait for the first page."""
        process = self.begin(**environment)
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                return
        pytest.fail(f"It did not start: {''.join(said)}")

    def end(self, number: signal.Signals) -> int:
        """Send a signal to the supervisor alone, and wait for it."""
        assert self.running is not None
        self.running.send_signal(number)
        code = self.running.wait(timeout=SECONDS_TO_START)
        assert self.running.stdout is not None
        self.running.stdout.close()
        return code

    def kill_everything(self) -> None:
        """As if the power had gone: nobody gets to say goodbye."""
        self.end(signal.SIGKILL)
        for process in self.left():
            process.kill()
        processes.still_running(self.left(), patience=5)

    def left(self) -> list[psutil.Process]:
        """What of it still runs, its servers included."""
        servers = [Postgres(self.place)._server(), Valkey(self.place)._server()]
        return [*processes.marked(self.place.var), *(server for server in servers if server)]

    def manage(self, code: str) -> None:
        """Run some Python inside the running installation."""
        subprocess.run(
            ["bin/manage", "shell", "--verbosity", "0", "-c", code],
            cwd=ROOT,
            env={**os.environ, "VAR_DIR": str(self.place.var)},
            check=True,
        )


@pytest.fixture
def start(lasting_place: Place) -> Iterator[Start]:
    """Not started yet, with the data of the tests before; whatever still runs afterwards is killed."""
    started = Start(place=lasting_place, port=free_port())
    yield started
    if started.running is not None and started.running.poll() is None:
        started.kill_everything()
    if started.running is not None and started.running.stdout is not None:
        started.running.stdout.close()
    for process in started.left():
        process.kill()


def make_lead(start: Start) -> None:
    start.manage(
        "from allauth.account.models import EmailAddress\n"
        "from projects.models import User\n"
        "if not User.objects.filter(email='kim@example.org').exists():\n"
        f"    user = User.objects.create_user('kim@example.org', {PASSWORD!r}, is_staff=True)\n"
        "    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)\n"
    )


def sign_in(start: Start) -> requests.Session:
    session = requests.Session()
    submit(session, f"{start.address}/account/login/", login="kim@example.org", password=PASSWORD)
    return session


def submit(session: requests.Session, url: str, **fields: str) -> requests.Response:
    """Fill in the form of a page and send it; the answer is a redirect, so it was confirmed."""
    page = session.get(url, timeout=20)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|form_key)" value="([^"]+)"', page.text))
    answer = session.post(
        url, data={**hidden, **fields}, headers={"Referer": url}, allow_redirects=False, timeout=20
    )
    assert answer.status_code == 302, answer.text
    return answer


def make_project(session: requests.Session, start: Start, name: str) -> str:
    submit(
        session,
        f"{start.address}/projects/new/",
        name=name,
        organisation="Lakeside Health",
        time_zone="America/Chicago",
        currency="USD",
    )
    return name


def projects(start: Start) -> set[str]:
    connection = psycopg2.connect(Postgres(start.place).url())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM projects_project")
        names = {name for (name,) in cursor.fetchall()}
    connection.close()
    return names


def test_ctrl_c_leaves_no_process_behind(start: Start):
    start.up()
    assert requests.get(f"{start.address}/account/login/", timeout=10).status_code == 200
    assert start.end(signal.SIGINT) == 0
    assert start.left() == []


def test_a_stop_while_starting_leaves_no_process_behind(start: Start):
    process = start.begin()
    lock = start.place.var / "run" / "lock"
    while not (lock.exists() and lock.read_text().strip() == str(process.pid)):
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=SECONDS_TO_START) == 0
    assert start.left() == []


def test_what_was_confirmed_outlives_kills_at_random_points(start: Start):
    """Case 28: killed while starting and while running, alone and with all its servers."""
    chance = random.Random(28)
    start.up()
    make_lead(start)
    confirmed = {make_project(sign_in(start), start, "Before all kills")}
    for number in range(4):
        kill = start.kill_everything if number % 2 else lambda: start.end(signal.SIGKILL)
        kill()
        start.begin()
        time.sleep(chance.uniform(0.1, 4))
        kill()
        start.up()
        confirmed.add(make_project(sign_in(start), start, f"After kill {number}"))
    start.kill_everything()
    start.up()
    assert projects(start) >= confirmed


def test_a_mail_that_was_promised_comes_after_everything_was_killed(start: Start):
    quickly = {"MAIL_LEASE": "5", "MAIL_BACKOFF": "2"}
    start.up(**quickly)
    make_lead(start)
    submit(requests.Session(), f"{start.address}/account/password/reset/", email="kim@example.org")
    start.kill_everything()
    start.up(**quickly)
    # The clock's next sweep finds it, within a minute.
    deadline = time.monotonic() + 120
    while not inbox.newest(start.place.var / "mail", to="kim@example.org"):
        assert time.monotonic() < deadline, "The mail did not come."
        time.sleep(0.5)


def test_a_child_that_dies_is_started_again(start: Start):
    start.up()
    web = next(process for process in processes.marked(start.place.var) if "granian" in process.cmdline())
    web.kill()
    deadline = time.monotonic() + 60
    while True:
        try:
            if requests.get(f"{start.address}/account/login/", timeout=20).ok and not web.is_running():
                break
        # A busy machine may take longer over the first page than anybody waits for it.
        except (requests.ConnectionError, requests.Timeout):
            assert time.monotonic() < deadline, "The web server did not come back."
            time.sleep(0.2)


def test_the_key_that_links_hang_on_stays_the_same(start: Start):
    start.up()
    key = (start.place.var / "secret-key").read_text()
    start.kill_everything()
    start.up()
    assert (start.place.var / "secret-key").read_text() == key
    assert (start.place.var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_told_with_the_cure(start: Start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", start.port))
        other.listen()
        code, words = start.told()
    assert code == 1
    assert words == (
        f"{REFUSED}port {start.port} on 127.0.0.1 is not free (Address already in use). Stop the program "
        f"that uses it, or choose another port: PORT={start.port + 1} bin/start\n"
    )
    assert start.left() == []


def test_a_second_start_is_told_about_the_first(start: Start):
    start.up()
    first = start.running
    assert first is not None
    second = Start(place=start.place, port=free_port())
    code, words = second.told()
    assert code == 1
    assert words == f"{REFUSED}it runs already, as process {first.pid}. Stop that one with Ctrl-C.\n"
    assert requests.get(f"{start.address}/account/login/", timeout=10).ok


def test_a_database_of_your_own_that_does_not_answer_is_told(start: Start):
    port = free_port()
    code, words = start.told(DATABASE_URL=f"postgresql://planner:secret@127.0.0.1:{port}/planner")
    assert code == 1
    assert words.startswith(
        f"{REFUSED}DATABASE_URL names postgresql://planner:***@127.0.0.1:{port}/planner, which cannot be used"
    )
    assert words.endswith("correct DATABASE_URL, or unset it to use the database that comes along.\n")
    assert words.count("\n") == 1
    assert "secret" not in words


def test_a_broker_of_your_own_that_does_not_answer_is_told(start: Start):
    code, words = start.told(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert code == 1
    assert words.endswith("correct REDIS_URL, or unset it to use the broker that comes along.\n")
    assert words.count("\n") == 1


@pytest.mark.parametrize(
    ("setting", "value", "cure"),
    [
        ("PORT", "eighty", "PORT is “eighty”; set it to a number from 1 to 65535, for instance PORT=8001."),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL must start with one of smtp://, smtps://."),
        ("SECRET_KEY", "short", "SECRET_KEY has 5 characters; it needs at least 40."),
    ],
)
def test_a_wrong_setting_is_told_without_a_traceback(start: Start, setting: str, value: str, cure: str):
    code, words = start.told(**{setting: value})
    assert code == 1
    assert cure in words
    assert "Traceback" not in words


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="needs root to make a small disk")
def test_a_full_disk_is_told_with_the_cure(own_place: Callable[[], Place]):
    disk = own_place().var / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        code, words = Start(place=places.choose(disk), port=free_port()).told()
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)
    assert code == 1
    assert re.search(
        r"only \d+ MB are free on the disk of .*Free some space, at least 300 MB, and start again", words
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the set-up's shell file and an empty list of packages."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "setup.sh", tmp_path / "bin")
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def shell(bare: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run lines of shell after the set-up's functions were read."""
    return subprocess.run(
        ["sh", "-eu", "-c", f". {bare}/bin/setup.sh\n{script}", f"{bare}/bin/start"],
        capture_output=True,
        text=True,
    )


def test_a_half_made_venv_is_made_anew(bare: Path):
    (bare / ".venv" / "bin").mkdir(parents=True)
    (bare / ".venv" / "bin" / "python").write_text("half of a download")
    made = shell(bare, "need_venv; install_packages requirements.txt")
    assert made.returncode == 0, made.stderr
    assert (bare / ".venv" / ".finished").read_text().splitlines()[0] == str(bare / ".venv")
    again = shell(bare, "need_venv; install_packages requirements.txt")
    assert (again.returncode, again.stdout) == (0, "")


def test_a_venv_that_was_moved_is_made_anew(bare: Path, tmp_path: Path):
    shell(bare, "need_venv; install_packages requirements.txt")
    (bare / ".venv" / ".finished").write_text("/somewhere/else/.venv\n")
    assert "Making .venv" in shell(bare, "need_venv").stdout


def test_a_missing_pango_is_told_with_the_command_for_the_system(bare: Path):
    told = shell(bare, "has_pango() { false; }; is_root() { false; }; uname() { echo Linux; }; need_pango")
    assert told.returncode == 1
    assert told.stderr.startswith(
        "Callcenter Planner cannot start: Pango, which draws the PDFs, is missing. Run: sudo "
    )
    mac = shell(bare, "has_pango() { false; }; is_root() { false; }; uname() { echo Darwin; }; need_pango")
    assert mac.stderr.endswith("Run: brew install pango\n")


def test_a_disk_too_full_for_the_set_up_is_told(bare: Path):
    told = shell(bare, "free_mb() { echo 12; }; need_venv")
    assert told.returncode == 1
    assert told.stderr == (
        f"{REFUSED}only 12 MB are free on this disk, and the set-up needs 1500. "
        "Free some space and run this again.\n"
    )


def test_a_python_that_is_too_old_is_told(bare: Path):
    told = shell(bare, "PATH=/nowhere; base=$(find_python) || exit 1")
    assert told.returncode == 1
    assert "Python 3.11 or later is needed." in told.stderr
