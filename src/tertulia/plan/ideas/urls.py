from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.plan.ideas import pages

urlpatterns: list[URLPattern] = [
    path("", pages.board, name="ideas"),
    path("new/", pages.new, name="idea-new"),
    path("notes/", pages.all_notes, name="ideas-from-notes"),
    path("notes/<int:number>/", pages.from_note, name="idea-from-note"),
    path("posts/<int:number>/", pages.from_post, name="idea-from-post"),
    path("<int:number>/", pages.idea, name="idea"),
    path("<int:number>/edit/", pages.edit, name="idea-edit"),
    path("<int:number>/move/", pages.move, name="idea-move"),
    path("<int:number>/delete/", pages.delete, name="idea-delete"),
    path("<int:number>/restore/", pages.restore, name="idea-restore"),
    path("<int:number>/entry/", pages.entry, name="idea-entry"),
]
