"""What a worker does for the launches."""

from celery import shared_task

from marketing_sync import actions, queries, schedule
from marketing_sync.models import Launch


@shared_task
def clock() -> None:
    """Rings for each launch, person and promise with something due, so that one cannot hold up another."""
    for launch_id in schedule.with_something_due():
        tend.delay(launch_id)
    for contact_id in queries.with_digest_due():
        digest.delay(contact_id)
    for action_id in schedule.with_promise_due():
        remind.delay(action_id)


@shared_task
def digest(contact_id: int) -> None:
    """Sends one person their one mail of the day."""
    schedule.digest(contact_id)


@shared_task
def remind(action_id: int) -> None:
    """Reminds somebody of what they promised at a meeting."""
    schedule.remind(action_id)


@shared_task
def tend(launch_id: int) -> None:
    """Does what is due for one launch."""
    schedule.tend(launch_id)


@shared_task
def forecast(launch_id: int) -> None:
    """Makes the forecast of one launch, unless it is there or another worker makes it."""
    launch = Launch.objects.select_related("project").filter(pk=launch_id, audience_size__gt=0).first()
    if launch is not None:
        actions.make(launch=launch)
