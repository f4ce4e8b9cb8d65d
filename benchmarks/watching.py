"""The live board of a crisis: its page, and thirty screens that watch it at their own pace."""

import itertools
import threading
import time
from collections.abc import Mapping

import requests

WATCHERS = 30
EVERY_SECONDS = 3.0


def watched(url: str, cookies: Mapping[str, str], *, rounds: int, expect: int) -> list[float]:
    """Milliseconds of each answer, sorted: thirty watchers, each asking every three seconds, `rounds` times.

    They begin spread over the three seconds, as people who opened a page at different moments do. Fails when
    an answer has another status than `expect`.
    """
    taken: list[float] = []
    wrong: list[int] = []

    def watch(number: int) -> None:
        begin = time.monotonic() + EVERY_SECONDS * number / WATCHERS
        with requests.Session() as session:
            session.cookies.update(cookies)
            for due in itertools.islice(itertools.count(begin, EVERY_SECONDS), rounds):
                time.sleep(max(0.0, due - time.monotonic()))
                started = time.perf_counter()
                answer = session.get(url, timeout=60)
                taken.append((time.perf_counter() - started) * 1000)
                if answer.status_code != expect:
                    wrong.append(answer.status_code)

    threads = [threading.Thread(target=watch, args=(number,)) for number in range(WATCHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, f"{len(wrong)} answers were not {expect}, for instance {wrong[0]}"
    assert len(taken) == WATCHERS * rounds, "somebody got no answer"
    return sorted(taken)
