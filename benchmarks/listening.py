"""Rows of listening at its busiest: a round of a thousand people, and two hundred who answer at once."""

import threading
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

import requests

from benchmarks.figures import Figure
from benchmarks.pace import Pace
from benchmarks.site import Site

AT_ONCE = 200
QUICK_AT_ONCE = 50


def sending(site: Site, pace: Pace) -> Iterator[Figure]:
    """A round of a thousand invitations: written into the outbox in one act, then sent."""
    for line in site.asked("benchmarks.invited", "round"):
        yield Figure(**line)


def answering(site: Site, pace: Pace) -> Iterator[Figure]:
    """Two hundred people save an answer in the same moment; afterwards each answer is counted."""
    mark = uuid.uuid4().hex
    people = AT_ONCE if pace.rounds > 1 else QUICK_AT_ONCE
    told = site.world["register"]
    token = site.world["csrf"]
    wording = told["crowd"]["wording"]
    ours = [
        (
            site.address + path,
            {f"v{wording}": "0", f"a{wording}": f"One number, please. {mark} {number}", "device": mark},
        )
        for number, path in enumerate(told["crowd"]["answers"][:people])
    ]
    floors = [
        (site.floor + "/write/", {"id": str(pk), "version": "1", "text": mark})
        for pk in site.world["floor"]["ids"][:people]
    ]
    headers = {"Cookie": f"csrftoken={token}", "X-CSRFToken": token}
    below = _at_once(floors, headers)
    seconds = _at_once(ours, headers)
    kept = site.asked("benchmarks.invited", f"kept:{mark}")[0]["kept"]
    figure = Figure(
        f"{people} people answer at once",
        p50=_at(seconds, 50),
        p95=_at(seconds, 95),
        floor=_at(below, 95),
        ratio=_at(seconds, 95) / _at(below, 95),
        note=f"p95 beside the write floor's; {kept} of {people} answers kept",
    )
    assert kept == people, figure.note
    yield figure


def _at_once(asked: list[tuple[str, dict[str, str]]], headers: dict[str, str]) -> list[float]:
    """Milliseconds of each answer, all asked in the same moment; fails when one is no success."""
    seconds: list[float] = []
    wrong: list[str] = []
    gate = threading.Barrier(len(asked))

    def one(url: str, body: dict[str, str]) -> None:
        with requests.Session() as session:
            gate.wait()
            started = time.perf_counter()
            answer = session.post(
                url,
                data=urlencode(body),
                headers={**headers, "Content-Type": "application/x-www-form-urlencoded"},
                timeout=60,
            )
            seconds.append((time.perf_counter() - started) * 1000)
        if answer.status_code not in (200, 409):
            wrong.append(f"{answer.status_code}: {answer.text[:200]}")

    threads = [threading.Thread(target=one, args=row) for row in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, f"{len(wrong)} of {len(asked)} failed, for instance {wrong[0]}"
    assert len(seconds) == len(asked), "somebody got no answer"
    return sorted(seconds)


def _at(seconds: list[float], per_cent: int) -> float:
    return seconds[min(len(seconds) - 1, len(seconds) * per_cent // 100)]
