"""Every address: a project's pages below `/p/<slug>/`, links for people without an account outside of it."""

from django.urls import include, path

urlpatterns = [
    # allauth's rooms one by one: its own collection also brings addresses that it kept from older times.
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/organisation/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("projects.urls")),
    path("", include("mailroom.urls")),
    path("", include("reports.urls")),
    path("", include("stakeholders.urls")),
    path("", include("outcomes.urls")),
    path("", include("vision.urls")),
    path("", include("marketing_sync.urls")),
    path("", include("crisis.urls")),
    path("", include("callcenter_planner.roof_urls")),
    path("dev/inbox/", include("callcenter_planner.embedded.urls")),
]

handler400 = "callcenter_planner.errors.bad_request"
handler403 = "callcenter_planner.errors.forbidden"
handler404 = "callcenter_planner.errors.not_found"
handler500 = "callcenter_planner.errors.server_error"
