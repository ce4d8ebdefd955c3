from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.plan.calendar import entry_pages, pages, side_pages

urlpatterns: list[URLPattern] = [
    path("", pages.calendar, name="calendar"),
    path("new/", entry_pages.new, name="entry-new"),
    path("<int:number>/", entry_pages.entry, name="entry"),
    path("<int:number>/edit/", entry_pages.edit, name="entry-edit"),
    path("<int:number>/move/", entry_pages.move, name="entry-move"),
    path("<int:number>/state/", entry_pages.state, name="entry-state"),
    path("<int:number>/delete/", entry_pages.delete, name="entry-delete"),
    path("changes/<int:number>/undo/", entry_pages.undo, name="entry-undo"),
    path("dates/", side_pages.dates, name="calendar-dates"),
    path("dates/add/", side_pages.add_date, name="calendar-date-add"),
    path("dates/<int:number>/remove/", side_pages.remove_date, name="calendar-date-remove"),
    path("feeds/", side_pages.feed_list, name="calendar-feeds"),
    path("feeds/make/", side_pages.make_feed, name="calendar-feed-make"),
    path("feeds/<int:number>/revoke/", side_pages.revoke_feed, name="calendar-feed-revoke"),
    path("feed/<str:secret>.ics", side_pages.feed, name="calendar-feed"),
]
