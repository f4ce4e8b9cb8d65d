"""The servers that `bin/start` brings along, so that Python is all a machine needs.

PostgreSQL and Valkey come as wheels. Only their programs are used: how they are started,
found again after a kill, and stopped is written here, because it decides what is kept.
Nothing in this package needs the settings, except the pages that show the mails (`views`).
"""


class CannotStart(Exception):
    """Start-up has to stop; the text is a sentence that names the cure."""
