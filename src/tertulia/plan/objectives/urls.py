from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.plan.objectives import pages

urlpatterns: list[URLPattern] = [
    path("objectives/", pages.overview, name="objectives"),
    path("objectives/<int:number>/", pages.objective, name="objective"),
    path("objectives/<int:number>/figures/", pages.figures, name="objective-figures"),
    path("objectives/<int:number>/link/", pages.link, name="objective-link"),
    path("swot/", pages.swot, name="swot"),
    path("audiences/<int:number>/", pages.audience, name="audience"),
    path("audiences/<int:number>/size/", pages.audience_size, name="audience-size"),
    path("indicators/<int:number>/", pages.indicator, name="indicator"),
    path("add/<slug:kind>/", pages.add, name="plan-add"),
    path("add/<slug:kind>/<int:parent>/", pages.add, name="plan-add"),
    path("edit/<slug:kind>/<int:number>/", pages.edit, name="plan-edit"),
    path("delete/<slug:kind>/<int:number>/", pages.delete, name="plan-delete"),
    path("restore/<slug:kind>/<int:number>/", pages.restore, name="plan-restore"),
]
