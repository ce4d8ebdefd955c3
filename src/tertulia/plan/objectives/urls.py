from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.plan.objectives import pages

urlpatterns: list[URLPattern] = [
    path("objectives/", pages.overview, name="objectives"),
    path("objectives/<int:number>/", pages.objective, name="objective"),
    path("objectives/<int:number>/figures/", pages.figures, name="objective-figures"),
    path("objectives/<int:number>/link/", pages.link, name="objective-link"),
    path("swot/", pages.swot, name="swot"),
    path("objectives/audiences/<int:number>/", pages.audience, name="audience"),
    path("objectives/audiences/<int:number>/size/", pages.audience_size, name="audience-size"),
    path("objectives/indicators/<int:number>/", pages.indicator, name="indicator"),
    path("objectives/add/<slug:kind>/", pages.add, name="plan-add"),
    path("objectives/add/<slug:kind>/<int:parent>/", pages.add, name="plan-add"),
    path("objectives/edit/<slug:kind>/<int:number>/", pages.edit, name="plan-edit"),
    path("objectives/delete/<slug:kind>/<int:number>/", pages.delete, name="plan-delete"),
    path("objectives/restore/<slug:kind>/<int:number>/", pages.restore, name="plan-restore"),
]
