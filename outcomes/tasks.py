"""What a worker does for outcomes."""

from celery import shared_task

from outcomes import schedule


@shared_task
def clock() -> None:
    """Each hour: reads what can be read by itself."""
    for measure_id in schedule.unread():
        schedule.read(measure_id)
