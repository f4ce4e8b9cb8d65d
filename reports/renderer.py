"""The program that turns HTML into PDF, `python -m reports.renderer FONT…`; it knows no database, no secret.

It reads one JSON line per document, forks, and draws in the fork, so that whatever a document costs
or breaks ends with it. It writes JSON lines: `{"step": …, "page": …}` while it draws, `{"error": …}`,
and `{"ended": <exit code>}` last. It fetches nothing but the assets that the line names.
"""

import base64
import gc
import io
import json
import logging
import os
import re
import resource
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import weasyprint
from fontTools.ttLib import woff2
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports import tagging

_MEMORY = 2 * 1024**3  # bytes of address space; libraries and fonts alone map some 500 MB
_SECONDS = 220  # of processor time
_PAGE = re.compile(r"Step 5 .* Page (\d+)")
_STEPS = {"Step 2": "read", "Step 3": "style", "Step 5": "layout", "Step 6": "write"}


class OwnAssets(URLFetcher):
    """Gives what the job names and refuses every other address: no network, no file system, no data.

    `unpacked` holds what was read before, by its path.
    """

    def __init__(
        self, assets: dict[str, list[str]], given: dict[str, list[str]], unpacked: dict[str, bytes]
    ) -> None:
        super().__init__(allowed_protocols=["asset"])
        self.assets, self.given, self.unpacked = assets, given, unpacked

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The asset, or a ValueError, which leaves its place empty."""
        if url in self.assets:
            path, kind = self.assets[url]
            content = self.unpacked.get(path) or Path(path).read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": kind})
        if url in self.given:
            encoded, kind = self.given[url]
            return URLFetcherResponse(url, base64.b64decode(encoded), {"Content-Type": kind})
        raise ValueError(f"Refused to fetch {url[:80]}")


class Teller(logging.Handler):
    """Passes on how far the drawing is."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tells the step, and the page when pages are laid out."""
        line = record.getMessage()
        step = _STEPS.get(line[:6])
        page = _PAGE.match(line)
        if step:
            tell(step=step, page=int(page[1]) if page else 0)


def main(fonts: list[str]) -> None:
    """Draws what comes in, until nothing more can come. `fonts` are files that documents will ask for."""
    unpacked = {path: unpack(Path(path)) for path in fonts}
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.excepthook = tell_why
            draw(json.loads(line), unpacked)
            os._exit(0)
        tell(ended=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def unpack(font: Path) -> bytes:
    """A WOFF2 font as plain OpenType; WeasyPrint would do this for each document, in a third of a second."""
    plain = io.BytesIO()
    with font.open("rb") as packed:
        woff2.decompress(packed, plain)
    return plain.getvalue()


def draw(job: dict[str, Any], unpacked: dict[str, bytes]) -> None:
    """Draws one document into the file `to`, tagged for screen readers (PDF/UA-1)."""
    _bound(resource.RLIMIT_AS, _MEMORY)
    _bound(resource.RLIMIT_CPU, _SECONDS)
    # A document makes millions of objects and drops none of them until it is done.
    gc.set_threshold(200_000, 50, 50)
    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.addHandler(Teller())
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    fetcher = OwnAssets(job["assets"], job["given"], unpacked)
    page = weasyprint.HTML(string=job["html"], base_url="asset:", url_fetcher=fetcher)
    page.write_pdf(job["to"], pdf_variant="pdf/ua-1", finisher=tagging.finish)


def tell(**line: object) -> None:
    """Writes one line to who started this program."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def tell_why(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tells an error instead of printing where it came from."""
    tell(error=f"{kind.__name__}: {error}"[:500])


def _bound(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(sys.argv[1:])
