"""One signed POST to an address that the administrator has allowed, and to nowhere else.

The name is looked up here, every address that it has is checked, and the connection is made to the address
that was checked: a name that changes between the look and the call leads nowhere. Redirects are not followed.
"""

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
# A receiver that sends a byte now and then is never late for the next one; the whole call must end well
# before its lease does.
CALL_SECONDS = 20.0
# Global by their first digits, and yet a router may turn them into any IPv4 address, a private one as well:
# NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), IPv4-compatible (RFC 4291); and the old site-local (RFC 3879).
_LEADS_INSIDE = [
    ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96", "fec0::/10")
]


class NotAllowed(Exception):
    """The address may not be called; the text says why."""


class Refused(Exception):
    """The receiver will never take this call, in its own words."""


class Later(Exception):
    """The receiver does not take it now, or cannot be reached."""


def check(url: str) -> SplitResult:
    """The parts of an address that may be called; raises `NotAllowed`. Looks nothing up."""
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise NotAllowed("This is no address.") from None
    if parts.username or parts.password or parts.fragment:
        raise NotAllowed("An address here has no user, no password and no “#”.")
    if not host or host not in {*settings.WEBHOOK_HOSTS, *settings.WEBHOOK_PRIVATE_HOSTS}:
        raise NotAllowed(
            f"“{host or url[:80]}” is not allowed. Whoever runs the planner adds it to WEBHOOK_HOSTS."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in settings.WEBHOOK_PRIVATE_HOSTS):
        raise NotAllowed("The address must begin with https://.")
    return parts


def post(url: str, body: dict[str, Any], *, key: str, delivery: str) -> None:
    """Sends the body, signed. Raises `NotAllowed`, `Refused` or `Later`."""
    parts = check(url)
    content = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    stamp = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Callcenter-Planner",
        "X-Planner-Delivery": delivery,
        "X-Planner-Signature": f"t={stamp},v1={signature(key, stamp, content)}",
    }
    # A path in other letters than ASCII goes out percent-encoded; a request line holds no others.
    target = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    connection = _connected(parts)
    too_late = threading.Event()
    ends = threading.Timer(CALL_SECONDS, _hang_up, [connection.sock, too_late])
    ends.daemon = True
    ends.start()
    try:
        connection.request("POST", target, body=content, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        if too_late.is_set() or isinstance(error, TimeoutError):
            raise Later("It did not answer in time.") from None
        raise Later(str(error)[:200] or type(error).__name__) from error
    finally:
        ends.cancel()
        connection.close()
    if too_late.is_set():
        raise Later("It did not answer in time.")
    _judge(status)


def _hang_up(sock: socket.socket, too_late: threading.Event) -> None:
    too_late.set()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def signature(key: str, stamp: str, content: bytes) -> str:
    """HMAC-SHA-256 of “time.body”, so that an old call cannot be sent once more."""
    return hmac.new(key.encode(), stamp.encode() + b"." + content, hashlib.sha256).hexdigest()


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Refused(f"It answered {status}: redirects are not followed. Give the address that it leads to.")
    if 400 <= status < 500 and status not in (408, 425, 429):
        raise Refused(f"It answered {status}.")
    raise Later(f"It answered {status}.")


def _connected(parts: SplitResult) -> http.client.HTTPConnection:
    host = (parts.hostname or "").lower()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(host, port)
    try:
        raw = socket.create_connection((address, port), timeout=CONNECT_SECONDS)
        raw.settimeout(ANSWER_SECONDS)
        if parts.scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except OSError as error:
        raise Later(f"{host} cannot be reached: {error}"[:200]) from error
    connection = http.client.HTTPConnection(host, port)
    connection.sock = raw
    # The socket is made here, to the address that was checked; another one must never be opened.
    connection.auto_open = 0
    return connection


def _address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Later(f"{host} is not found: {error}"[:200]) from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if host not in settings.WEBHOOK_PRIVATE_HOSTS and not all(map(_is_public, addresses)):
        raise NotAllowed(f"{host} leads into a private network, which is not allowed.")
    return addresses[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if any(found in network for network in _LEADS_INSIDE if network.version == found.version):
        return False
    return found.is_global and not found.is_multicast
