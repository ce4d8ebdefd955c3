from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.act.approvals import pages

urlpatterns: list[URLPattern] = [
    path("approvals/", pages.page, name="approvals"),
    path("approvals/<int:number>/decide/", pages.decide, name="approval-decide"),
    path("approvals/<int:number>/withdraw/", pages.withdraw, name="approval-withdraw"),
    path("approvals/rules/", pages.rules_page, name="approval-rules"),
    path("approvals/rules/new/", pages.edit_rule, name="approval-rule-new"),
    path("approvals/rules/<int:number>/", pages.edit_rule, name="approval-rule"),
    path("approvals/rules/<int:number>/delete/", pages.delete_rule, name="approval-rule-delete"),
    path("approvals/rights/", pages.rights_page, name="channel-rights"),
    path("approvals/rights/<int:channel>/<int:number>/", pages.save_rights, name="channel-rights-save"),
]
