"""`python -m callcenter_planner.healthcheck`: asks the web server of the same container how it is.

Exits with 0 when /healthz answers 200, with 1 otherwise, and prints what it said.
"""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

SECONDS = 8


def healthy(port: int = 8000) -> tuple[bool, str]:
    """Asked as a proxy would ask, since only the host name of BASE_URL is answered."""
    site = urlsplit(os.environ.get("BASE_URL", ""))
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz",
        headers={"Host": site.netloc or "127.0.0.1", "X-Forwarded-Proto": site.scheme or "http"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own address
            return answer.status == 200, answer.read(500).decode(errors="replace")
    except urllib.error.HTTPError as error:
        return False, f"{error.code} {error.read(500).decode(errors='replace')}"
    except OSError as error:
        return False, str(error)


if __name__ == "__main__":
    well, said = healthy()
    sys.stdout.write(f"{said}\n")
    sys.exit(0 if well else 1)
