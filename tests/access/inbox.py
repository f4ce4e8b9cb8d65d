"""Addresses of the local inbox: nowhere, unless `bin/start` keeps the mails on this machine."""

from tests.access.table import ANYONE, Row, World


def mail(world: World) -> dict[str, object]:
    """The name of a mail."""
    return {"name": "20260915-140000-000000-abcdef"}


ROWS = {
    "inbox:list": Row(ANYONE, get=404),
    "inbox:mail": Row(ANYONE, get=404, args=mail, foreign=False),
    "inbox:page": Row(ANYONE, get=404, args=mail, foreign=False),
}
