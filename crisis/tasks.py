"""What a worker does for a crisis."""

from celery import shared_task

from crisis import schedule


@shared_task
def clock() -> None:
    """Rings for each row that has something due, so that one cannot hold up another."""
    for broadcast_id in schedule.watched():
        tend.delay(broadcast_id)
    for inject_id in schedule.injects_due():
        tell_inject.delay(inject_id)


@shared_task
def daily_clock() -> None:
    """The same for what is due by the day: improvements and crisis packs."""
    for improvement_id in schedule.improvements_due():
        remind.delay(improvement_id)
    for project_id in schedule.packs_due():
        ask_for_pack.delay(project_id)
    for pack_id in schedule.packs_failed():
        try_pack_again.delay(pack_id)
    for pack_id in schedule.packs_drawn():
        mail_pack.delay(pack_id)


@shared_task
def tend(broadcast_id: int) -> None:
    """Does what is due for one broadcast."""
    schedule.tend(broadcast_id)


@shared_task
def tell_inject(inject_id: int) -> None:
    """Tells the news of a drill."""
    schedule.tell_inject(inject_id)


@shared_task
def remind(improvement_id: int) -> None:
    """Tells an owner that an improvement is due."""
    schedule.remind(improvement_id)


@shared_task
def ask_for_pack(project_id: int) -> None:
    """Asks for a project's crisis pack."""
    schedule.ask_for_pack(project_id)


@shared_task
def try_pack_again(pack_id: int) -> None:
    """Asks again for a crisis pack that could not be drawn."""
    schedule.try_pack_again(pack_id)


@shared_task
def mail_pack(pack_id: int) -> None:
    """Mails a crisis pack to the leads."""
    schedule.mail_pack(pack_id)


@shared_task
def preparation() -> None:
    """Rings for each project whose playbooks and people are looked after."""
    for project_id in schedule.to_prepare():
        prepare.delay(project_id)


@shared_task
def prepare(project_id: int) -> None:
    """Reminds of what is to be read again, and asks people how they are reached."""
    schedule.remind_of_reviews(project_id)
    schedule.ask_people(project_id)
