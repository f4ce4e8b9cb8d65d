"""What stands in a mail as it is sent, real addresses and all."""

import re
from urllib.parse import urlsplit

from mailroom import marks
from mailroom.models import Message


def newest(email: str) -> Message:
    """The newest mail to an address."""
    return Message.objects.filter(to_email=email).latest("pk")


def mailed_path(email: str) -> str:
    """The path of the personal link in the newest mail to an address; the same in its HTML and its text."""
    message = newest(email)
    html, text = marks.opened(message, marks.urls([message]))
    found = re.search(r"http://testserver(/\w/\S+)", text)
    assert found is not None
    assert found[1] in html
    return urlsplit(found[1]).path
