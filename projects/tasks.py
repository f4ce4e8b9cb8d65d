"""What a worker does for the ground floor."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Forgets sessions that have ended."""
    call_command("clearsessions")
