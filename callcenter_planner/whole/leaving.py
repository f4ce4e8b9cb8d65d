"""A project goes: at once for everybody who uses it, for good after the grace period, and back until then."""

from django.db import connection, transaction
from django.utils import timezone

from callcenter_planner.whole import shape, unpack
from mailroom.models import Message, State
from projects import audit
from projects.models import GRACE, Arrival, Project, User


@transaction.atomic
def delete(*, project: Project, by: User) -> None:
    """Closes the project for everybody: no link opens, no mail leaves; the clock removes it in time."""
    # The whole row, key and all: a mail that is being written is waited for, and held back with the others.
    stored = Project.objects.select_for_update().get(pk=project.pk)
    if stored.deleted_at is not None:
        return
    stored.deleted_at, stored.deleted_by = timezone.now(), by
    stored.save(update_fields=["deleted_at", "deleted_by"])
    _hold_back(stored)
    audit.record(project=stored, by=by, verb="deleted the project", on=stored)


@transaction.atomic
def take_back(*, project: Project, by: User) -> None:
    """Opens a deleted project again, as it was; it stays quiet until the lead lets mail out."""
    stored = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if stored.deleted_at is None:
        return
    stored.deleted_at, stored.deleted_by, stored.quiet = None, None, True
    stored.save(update_fields=["deleted_at", "deleted_by", "quiet"])
    audit.record(project=stored, by=by, verb="took back the deletion of", on=stored)


@transaction.atomic
def let_mail_out(*, project: Project, by: User, quiet: bool) -> None:
    """Lets mail leave the project, or holds it back; what was held back does not go later."""
    changed = Project.objects.filter(pk=project.pk, quiet=not quiet).update(quiet=quiet)
    if changed:
        if quiet:
            _hold_back(project)
        verb = "stopped all mail of" if quiet else "let mail out of"
        audit.record(project=project, by=by, verb=verb, on=project)


@transaction.atomic
def keep_answers(*, project: Project, by: User, months: int | None) -> None:
    """How long words are kept after the end of their round; None for as long as the project."""
    stored = Project.objects.select_for_update(no_key=True).only("answers_kept_months").get(pk=project.pk)
    if stored.answers_kept_months == months:
        return
    was = stored.answers_kept_months
    Project.objects.filter(pk=project.pk).update(answers_kept_months=months)
    audit.record(
        project=project, by=by, verb="changed how long words are kept in", on=project, was=was, months=months
    )


def _hold_back(project: Project) -> None:
    waiting = Message.objects.filter(project=project).waiting()
    waiting.update(state=State.CANCELLED)


def remove_due() -> list[int]:
    """Removes the projects whose grace period is over, each in a transaction of its own."""
    due = Project.objects.filter(deleted_at__lte=timezone.now() - GRACE).order_by("pk")
    return [pk for pk in due.values_list("pk", flat=True) if remove(pk)]


@transaction.atomic
def remove(pk: int) -> bool:
    """Removes everything of a project whose time has come, also what can only be added to.

    The guards of append-only tables let rows go for this one reason: the session names the project, and its
    grace period is over (see docs/decisions/what-goes-and-how.md). What stays is one line: how much went.
    """
    project = (
        Project.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, deleted_at__lte=timezone.now() - GRACE)
        .first()
    )
    if project is None:
        return False
    went = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('planner.removed_project', %s, true)", [str(pk)])
        for model in reversed(shape.owned()):
            rows = shape.rows(model, project)
            went[model._meta.label] = rows._raw_delete(rows.db)
        Arrival.objects.filter(project=project).delete()
        Project.objects.filter(pk=pk)._raw_delete("default")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('planner.removed_project', '', true)")
    User.objects.filter(email__endswith=f"@{unpack.of_project(project)}").delete()
    audit.record(project=None, by=None, verb="removed a deleted project", rows=sum(went.values()))
    return True
