"""Telling other channels than mail."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import bell
from mailroom.models import Call, CallState, Webhook
from projects import audit
from projects.models import Project, User


@transaction.atomic
def add_webhook(*, project: Project, name: str, url: str, by: User) -> Webhook:
    """A further channel. The form has checked that its host is allowed; so does every call."""
    made = Webhook.objects.create(project=project, name=name, url=url, made_by=by)
    audit.record(project=project, by=by, verb="added the webhook", on=made, url=url)
    return made


@transaction.atomic
def end_webhook(*, webhook: Webhook, by: User) -> None:
    """It is called no more; what waits for it fails and says so."""
    if not Webhook.objects.active().filter(pk=webhook.pk).update(ended_at=timezone.now()):
        return
    webhook.calls.filter(state__in=[CallState.QUEUED, CallState.AMBIGUOUS]).update(
        state=CallState.FAILED, last_error=_("The webhook was taken away.")
    )
    audit.record(project=webhook.project, by=by, verb="took away the webhook", on=webhook)


@transaction.atomic
def restore_webhook(*, webhook: Webhook, by: User) -> None:
    """It is called again."""
    if Webhook.objects.filter(pk=webhook.pk, ended_at__isnull=False).update(ended_at=None):
        audit.record(project=webhook.project, by=by, verb="put back the webhook", on=webhook)


@transaction.atomic
def call_webhooks(*, project: Project, kind: str, dedupe_key: str, body: dict[str, Any]) -> int:
    """Writes one call to each webhook of the project, once per key, and rings when this is committed.

    A project that is quiet or deleted tells the outside nothing.
    """
    hooks = list(Webhook.objects.active().filter(project=project)) if project.sends else []
    if not hooks:
        return 0
    Call.objects.bulk_create((_call(hook, kind, dedupe_key, body) for hook in hooks), ignore_conflicts=True)
    bell.ring_on_commit(bell.CALL_WEBHOOKS)
    return len(hooks)


@transaction.atomic
def try_webhook(*, webhook: Webhook, by: User) -> Call:
    """Sends a test note to this webhook alone."""
    key = f"test:{by.pk}:{timezone.now().timestamp()}"
    body = {
        "title": _("A test"),
        "text": _("%(name)s tried this channel. Nothing has happened.") % {"name": by},
    }
    call = _call(webhook, "test", key, body)
    call.save()
    bell.ring_on_commit(bell.CALL_WEBHOOKS)
    return call


def _call(webhook: Webhook, kind: str, dedupe_key: str, body: dict[str, Any]) -> Call:
    now = timezone.now().astimezone(datetime.UTC)
    stated = {"kind": kind, "at": now.isoformat(timespec="seconds"), "project": webhook.project.name}
    return Call(webhook=webhook, dedupe_key=dedupe_key, kind=kind, body={**stated, **body})
