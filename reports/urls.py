"""Addresses of reports. `s/<token>/` is for people outside."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("p/<slug:slug>/reports/", views.every_report, name="list"),
    path("p/<slug:slug>/reports/export/", views.export, name="export"),
    path("p/<slug:slug>/reports/<int:pk>/", views.report, name="report"),
    path("p/<slug:slug>/reports/<int:pk>/progress/", views.progress, name="progress"),
    path("p/<slug:slug>/reports/<int:pk>/file/", views.download, name="download"),
    path("p/<slug:slug>/reports/<int:pk>/again/", views.retry, name="retry"),
    path("p/<slug:slug>/reports/<int:pk>/share/", views.share, name="share"),
    path("p/<slug:slug>/reports/<int:pk>/share/<int:share_pk>/close/", views.revoke, name="revoke"),
    path("s/<str:token>/", views.shared, name="shared"),
]
