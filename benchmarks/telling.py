"""A broadcast to five hundred people, from the click to their mails; and the review that drafts itself."""

import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.figures import Figure
from benchmarks.pace import Pace
from benchmarks.processes import CELERY
from benchmarks.site import Site, end

# As many processes as bin/start has: one may be drawing the report of the run before.
WORKER = [*CELERY, "--concurrency", "2"]
PEOPLE = 500
SECONDS_TO_FIRST_MAIL, SECONDS_TO_DRAFT = 2, 5
PATIENCE = 120


class Clock:
    """Takes every mail that is a broadcast and notes when it came."""

    def __init__(self) -> None:
        self.came: list[float] = []
        self.changed = threading.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        with self.changed:
            self.came.append(time.perf_counter())
            self.changed.notify_all()
        return "250 OK"

    def wait_for(self, count: int) -> list[float]:
        """When each mail came, once so many are there."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.came) >= count, PATIENCE), (
                f"{len(self.came)} of {count}"
            )
            return list(self.came)


def rows(site: Site, pace: Pace) -> Iterator[Figure]:
    """Each run of the data is broadcast in, then stood down."""
    runs = site.world["told"]["runs"][: max(pace.rounds, 1)]
    firsts, lasts, drafts = [], [], []
    with _listening(site) as clock, requests.Session() as lead:
        lead.cookies.update(site.cookies)
        lead.headers.update({"X-CSRFToken": site.world["csrf"], "Referer": site.address})
        for number, run in enumerate(runs):
            # The first of all meets a worker that has done nothing yet, as on a quiet night.
            clicked = time.perf_counter()
            _post(lead, site.address + run["broadcast"], {"subject": f"Update {number}", **BROADCAST})
            came = clock.wait_for(PEOPLE * (number + 1))[PEOPLE * number :]
            firsts.append(came[0] - clicked)
            lasts.append(came[PEOPLE - 1] - clicked)
            clicked = time.perf_counter()
            _post(lead, site.address + run["stand_down"], {"version": "1", "reason": "Over"})
            page = lead.get(site.address + run["review"], timeout=60).text
            assert "Drafted from the timeline" in page
            drafts.append(time.perf_counter() - clicked)
            assert len(re.findall(r'id="finding-\d+"', page)) >= run["steps"], "gaps are missing"
    last = statistics.median(lasts)
    note = f"all {PEOPLE} after {last:.1f} s, {PEOPLE / last:.0f} mails/s"
    yield _promised("broadcast to 500, click to first mail", firsts, SECONDS_TO_FIRST_MAIL, note)
    note = f"a run of {runs[0]['steps']} steps"
    yield _promised("review drafted, click to page", drafts, SECONDS_TO_DRAFT, note)


BROADCAST = {
    "text": "The phones are down. Use the mobiles.",
    "asks": "on",
    "quorum": "100",
    "chase_minutes": "10",
    "next_update_minutes": "30",
}


def _promised(row: str, seconds: list[float], most: int, note: str) -> Figure:
    """The floor is what was promised, in seconds of the clock."""
    return Figure(
        row, statistics.median(seconds) * 1000, max(seconds) * 1000, most * 1000.0,
        max(seconds) / most, most=1.0, note=f"the floor is the promise, the ratio is of the slowest; {note}",
    )  # fmt: skip


@contextmanager
def _listening(site: Site) -> Iterator[Clock]:
    """A mail server where the application sends, and one worker that sends."""
    clock = Clock()
    port = urlsplit(site.environment["EMAIL_URL"]).port or 25
    server = Controller(clock, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    server.start()
    worker = site.spawn("worker", WORKER)
    time.sleep(8)
    try:
        yield clock
    finally:
        end(worker)
        server.stop()


def _post(browser: requests.Session, url: str, body: dict[str, str]) -> None:
    answer = browser.post(url, data=body, timeout=60, allow_redirects=False)
    assert answer.status_code == 302, (url, answer.status_code, answer.text[:500])
