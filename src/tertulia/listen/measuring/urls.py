from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.listen.measuring import pages

urlpatterns: list[URLPattern] = [
    path("apply", pages.apply, name="monitor-apply"),
    path("<int:number>/measure/", pages.measure, name="monitor-measure"),
    path("<int:number>/measure/start", pages.start, name="monitor-measure-start"),
    path("<int:number>/measure/label", pages.label, name="monitor-label"),
    path("<int:number>/measure/undo", pages.undo, name="monitor-label-undo"),
    path("<int:number>/suggestions", pages.suggestions, name="monitor-suggestions"),
    path("<int:number>/compare", pages.compare, name="monitor-compare"),
]
