"""Addresses of pages that are composed of several apps, and of what an account's mails open."""

from django.urls import path

from callcenter_planner.views import (
    account_kept,
    accounts,
    activity,
    book,
    home,
    joining,
    lists,
    people,
    person,
    several,
    whole,
)

app_name = "roof"
urlpatterns = [
    path("p/<slug:slug>/", home.home, name="home"),
    path("p/<slug:slug>/mine/", home.mine, name="mine"),
    path("p/<slug:slug>/notices/", people.notices, name="notices"),
    path("p/<slug:slug>/search/", home.search, name="search"),
    path("p/<slug:slug>/activity/export/", activity.export, name="activity_export"),
    path("p/<slug:slug>/mail/export/", lists.mail, name="mail_export"),
    path("p/<slug:slug>/mail/no-reminders/export/", lists.suppressions, name="suppressions_export"),
    path("p/<slug:slug>/book/", book.book, name="book"),
    path("p/<slug:slug>/people/", people.people, name="people"),
    path("p/<slug:slug>/people/invite/", people.invite, name="invite"),
    path("p/<slug:slug>/people/invitations/<int:pk>/again/", people.invite_again, name="invite_again"),
    path("p/<slug:slug>/people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("p/<slug:slug>/whole/", whole.whole, name="whole"),
    path("p/<slug:slug>/whole/take-out/", whole.take_out, name="take_out"),
    path("p/<slug:slug>/whole/quiet/", whole.quiet, name="quiet"),
    path("p/<slug:slug>/whole/delete/", whole.delete, name="delete"),
    path("p/<slug:slug>/whole/take-back/", whole.take_back, name="take_back"),
    path("p/<slug:slug>/whole/keep/", whole.keep, name="keep"),
    path("p/<slug:slug>/kept/<slug:kind>/<int:pk>/", person.kept, name="kept"),
    path("p/<slug:slug>/kept/<slug:kind>/<int:pk>/file/", person.kept_file, name="kept_file"),
    path("p/<slug:slug>/people/<int:pk>/kept/", account_kept.member, name="kept_member"),
    path("p/<slug:slug>/people/<int:pk>/kept/file/", account_kept.member_file, name="kept_member_file"),
    path("you/kept/", account_kept.mine, name="kept_mine"),
    path("you/kept/file/", account_kept.mine_file, name="kept_mine_file"),
    path("portfolio/", several.portfolio, name="portfolio"),
    path("projects/like/", several.like, name="like"),
    path("projects/bring/", whole.bring, name="bring"),
    path("projects/bring/<int:pk>/", whole.arrival, name="arrival"),
    path("i/<str:token>/", joining.join, name="join"),
    path("k/<str:token>/", accounts.new_password, name="new_password"),
    path("e/<str:token>/", accounts.confirm_address, name="confirm_address"),
]
