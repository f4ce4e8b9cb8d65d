"""Walks every page that a person can reach by links, one page for each address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

# One look at each of these tells nothing that the page beside it does not.
SKIPPED = {"account_logout"}


def address_of(url: str, site: str) -> str:
    """The name of the address behind a URL of ours, or "" for anything else."""
    if not url.startswith(site):
        return ""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def crawl(page: Page, site: str, start: list[str]) -> Iterator[str]:
    """Opens one page of every address that is linked from `start` on, and yields the address's name.

    The page is open and at rest while the caller looks at it; what is no page (a download) is passed over.
    """
    seen: set[str] = set()
    waiting = [url if url.startswith("http") else site + url for url in start]
    while waiting:
        url = waiting.pop(0)
        name = address_of(url, site)
        if not name or name in seen or name in SKIPPED:
            continue
        seen.add(name)
        if not opened(page, url):
            continue
        # A link inside a drawing has no address as text, only what stands in its attribute.
        waiting += page.eval_on_selector_all(
            "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), link.baseURI).href)"
        )
        yield name


def opened(page: Page, url: str) -> bool:
    """Whether there is a page at this address; then it is open. A download leaves the page before it open."""
    try:
        answer = page.goto(url, wait_until="load")
    except Error as error:
        if "Download is starting" in str(error) or "net::ERR_ABORTED" in str(error):
            return False
        raise
    return answer is not None and "text/html" in answer.headers.get("content-type", "")
