"""A card dragged over a board of a thousand, in Chromium: the longest task of the page's own thread."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.figures import Figure
from benchmarks.pace import Pace
from benchmarks.site import Site
from tests.fixtures.browser import ARGUMENTS

# Longer than this, a hand sees that the card does not follow.
LONGEST = 100
_CATEGORIES = "toplevel,disabled-by-default-devtools.timeline,blink.user_timing"


def rows(site: Site, pace: Pace) -> Iterator[Figure]:
    """By the processor's time of each task, so that other work on the machine does not count."""
    told = site.world["boards"]["1000"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.context.add_cookies(
            [{"name": name, "value": value, "url": site.address} for name, value in site.cookies.items()]
        )
        page.goto(site.address + told["page"])
        page.wait_for_selector(".cell > li > a[tabindex='0']")
        longest = [_longest(page) for _round in range(max(1, pace.rounds))]
        browser.close()
    found = sorted(longest)[len(longest) // 2]
    yield Figure(
        "dragging over 1,000 elements, longest task",
        found,
        max(longest),
        floor=LONGEST,
        ratio=found / LONGEST,
        most=1.0,
        note="processor time of the page's thread; the floor is what a hand notices",
    )


def _longest(page: Page) -> float:
    """Milliseconds of the longest task while a card goes across three columns and is put back."""
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    session.on("Tracing.dataCollected", lambda told: events.extend(told["value"]))
    session.send("Tracing.start", {"categories": _CATEGORIES, "transferMode": "ReportEvents"})
    _drag(page)
    _stopped(page, session)
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event.get("tdur", event.get("dur", 0)) / 1000
        for event in events
        if event.get("name") == "RunTask" and (event["pid"], event["tid"]) in main
    ]
    return max(tasks, default=0.0)


def _drag(page: Page) -> None:
    box = page.locator(".row-now .cell > li").first.bounding_box()
    assert box is not None
    x, y = box["x"] + 40, box["y"] + 16
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + 8 * step, y + (step % 12) * 18)
        page.wait_for_timeout(16)
    page.mouse.move(x, y, steps=20)
    page.mouse.up()
    page.wait_for_timeout(300)


def _stopped(page: Page, session: CDPSession) -> None:
    ended: list[str] = []
    session.on("Tracing.tracingComplete", lambda told: ended.append(json.dumps(told)))
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(50)
