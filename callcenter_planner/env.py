"""Settings as they come from outside: read once, checked, and refused with a sentence.

Every function reads one environment variable. What is missing or malformed raises
`Unset`, whose text says which variable it was, what is wrong with it and what to set.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


class Unset(ImproperlyConfigured):
    """A setting is missing or unusable; the text says how to set it."""


@dataclass(frozen=True)
class MailServer:
    """An SMTP server as named by `EMAIL_URL`; `security` is "", "starttls" or "tls"."""

    host: str
    port: int
    username: str
    password: str
    security: str


def text(name: str, default: str | None = None, *, how: str = "") -> str:
    """The variable's text, or `default`; without either, a sentence that says how to set it."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise Unset(f"{name} is not set. {how}".strip())
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off, in any case."""
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    value = text(name, "1" if default else "0").lower()
    if value not in words:
        raise Unset(f"{name} is “{value}”. Set it to 1 or 0.")
    return words[value]


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number between `least` and `most`."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit() or not least <= int(value) <= most:
        raise Unset(f"{name} is “{value}”. Set it to a whole number from {least} to {most}.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list without its empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret_key() -> str:
    """`SECRET_KEY`, at least 40 characters, since every personal link hangs on it."""
    example = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    how = f"Set it to a long random text, for instance: {example}"
    value = text("SECRET_KEY", how=how)
    if len(value) < 40:
        raise Unset(f"SECRET_KEY has {len(value)} characters; it needs at least 40. {how}")
    return value


def base_url() -> str:
    """`BASE_URL`, the address people open, without a trailing slash; mails are built from it."""
    how = "Set it to the address people open, for instance https://planner.example.org"
    value = text("BASE_URL", how=how).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise Unset(f"BASE_URL is “{value}”. {how}.")
    return value


def url(name: str, *, schemes: tuple[str, ...], how: str) -> str:
    """A URL of one of `schemes`."""
    value = text(name, how=how)
    if urlsplit(value).scheme not in schemes:
        allowed = ", ".join(f"{scheme}://" for scheme in schemes)
        raise Unset(f"{name} must start with one of {allowed}. {how}")
    return value


def mail_server() -> MailServer:
    """`EMAIL_URL`: `smtp://user:password@host:587?tls=starttls` (or `tls=tls`, `tls=none`)."""
    how = "Set it like smtp://user:password@mail.example.org:587?tls=starttls"
    value = url("EMAIL_URL", schemes=("smtp", "smtps"), how=how)
    parts = urlsplit(value)
    options: Mapping[str, list[str]] = parse_qs(parts.query)
    security = options.get("tls", ["tls" if parts.scheme == "smtps" else "none"])[-1]
    if not parts.hostname or security not in {"none", "starttls", "tls"}:
        raise Unset(f"EMAIL_URL names no host, or its tls is not none, starttls or tls. {how}")
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if security == "tls" else 587 if security == "starttls" else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security="" if security == "none" else security,
    )


def origins(name: str) -> list[str]:
    """The origin of the URL in a variable, as a Content-Security-Policy names it; none when it is not set."""
    value = text(name, "")
    if not value:
        return []
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unset(f"{name} is “{value}”. Set it to an address such as https://login.example.org/hospital")
    return [f"{parts.scheme}://{parts.netloc}"]


def openid_connect() -> list[dict[str, object]]:
    """One OpenID Connect provider from `OIDC_*`, or none; a hospital's own sign-in."""
    issuer = text("OIDC_ISSUER", "")
    if not issuer:
        return []
    how = "OIDC_ISSUER is set, so this is needed too: your identity provider shows it."
    return [
        {
            "provider_id": "oidc",
            "name": text("OIDC_NAME", "your organisation"),
            "client_id": text("OIDC_CLIENT_ID", how=how),
            "secret": text("OIDC_CLIENT_SECRET", how=how),
            "settings": {
                "server_url": issuer,
                "oauth_pkce_enabled": True,
                "email_authentication": flag("OIDC_TRUST_EMAIL"),
                "verified_email": flag("OIDC_TRUST_EMAIL"),
            },
        }
    ]
