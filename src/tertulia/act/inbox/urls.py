from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.act.inbox import acts, events, pages

urlpatterns: list[URLPattern] = [
    path("", pages.inbox, name="inbox"),
    path("list/", pages.list_part, name="inbox-list"),
    path("events/", events.stream, name="inbox-events"),
    path("bulk/", acts.bulk, name="inbox-bulk"),
    path("reopen/", acts.reopen, name="inbox-reopen"),
    path("saved/", acts.saved_replies, name="inbox-saved"),
    path("<int:number>/", pages.conversation, name="conversation"),
    path("<int:number>/change/", acts.change, name="conversation-change"),
    path("<int:number>/here/", acts.here, name="conversation-here"),
    path("<int:number>/weigh/", acts.weigh, name="conversation-weigh"),
]
