from __future__ import annotations

from django.urls import URLPattern, path, re_path

from tertulia.listen.accuracy import figure_pages, pages, teach_pages

urlpatterns: list[URLPattern] = [
    path("accuracy/", figure_pages.accuracy, name="accuracy"),
    path("accuracy/posts/", figure_pages.cell_posts, name="accuracy-posts"),
    re_path(r"^accuracy/accuracy\.(?P<kind>csv|json)$", figure_pages.accuracy_file, name="accuracy-file"),
    path("check/<str:task>/", pages.check, name="accuracy-check"),
    path("check/<str:task>/start", pages.start, name="accuracy-start"),
    path("check/<str:task>/label", pages.label, name="accuracy-label"),
    path("check/<str:task>/undo", pages.undo, name="accuracy-undo"),
    path("check/<str:task>/context/<int:turn>", pages.context, name="accuracy-context"),
    path("teach/", teach_pages.teach, name="teach"),
    path("teach/start", teach_pages.start, name="teach-start"),
    path("teach/use", teach_pages.choose, name="teach-use"),
    path("teach/reread", teach_pages.reread, name="teach-reread"),
]
