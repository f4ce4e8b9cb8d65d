"""Addresses of the local inbox, `/dev/inbox/`."""

from django.urls import path

from callcenter_planner.embedded import views

app_name = "inbox"
urlpatterns = [
    path("", views.mails, name="list"),
    path("<slug:name>/", views.mail, name="mail"),
    path("<slug:name>/page/", views.page, name="page"),
]
