"""Addresses of the ground floor."""

from django.urls import path, re_path

from projects import views

app_name = "projects"
urlpatterns = [
    path("", views.start, name="start"),
    path("projects/", views.every_project, name="all"),
    path("projects/new/", views.new, name="new"),
    path("you/", views.you, name="you"),
    re_path(r"^accent/(?P<colour>[0-9a-f]{6})\.css$", views.accent, name="accent"),
    path("p/<slug:slug>/settings/", views.settings, name="settings"),
    path("p/<slug:slug>/logo.png", views.logo, name="logo"),
    path("p/<slug:slug>/activity/", views.activity, name="activity"),
    path("p/<slug:slug>/people/<int:pk>/role/", views.change_role, name="role"),
    path("p/<slug:slug>/people/<int:pk>/remove/", views.remove_member, name="remove"),
]
