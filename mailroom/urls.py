"""Addresses."""

from django.urls import path

from mailroom.views import health, mail, webhooks
from mailroom.views import open as opened

app_name = "mailroom"
urlpatterns = [
    path("p/<slug:slug>/mail/", mail.index, name="list"),
    path("p/<slug:slug>/mail/no-reminders/", mail.suppressions, name="suppressions"),
    path("p/<slug:slug>/mail/no-reminders/<int:pk>/lift/", mail.lift, name="lift"),
    path("p/<slug:slug>/mail/<int:pk>/", mail.message, name="message"),
    path("p/<slug:slug>/mail/<int:pk>/preview/", mail.preview, name="preview"),
    path("p/<slug:slug>/mail/<int:pk>/again/", mail.send_again, name="send_again"),
    path("p/<slug:slug>/mail/<int:pk>/cancel/", mail.cancel, name="cancel"),
    path("p/<slug:slug>/mail/channels/", webhooks.webhooks, name="webhooks"),
    path("p/<slug:slug>/mail/channels/<int:pk>/try/", webhooks.try_webhook, name="try_webhook"),
    path("p/<slug:slug>/mail/channels/<int:pk>/end/", webhooks.end_webhook, name="end_webhook"),
    path("p/<slug:slug>/mail/channels/<int:pk>/restore/", webhooks.restore_webhook, name="restore_webhook"),
    path("c/<str:token>/", opened.confirm, name="confirm"),
    path("u/<str:token>/", opened.unsubscribe, name="unsubscribe"),
    path("new-link/", opened.new_link, name="new_link"),
    path("new-link/asked/", opened.new_link_asked, name="new_link_asked"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
