"""The team's pages, under `/settings/`."""

from __future__ import annotations

from django.urls import path

from tertulia.team import pages, two_factor_pages

urlpatterns = [
    path("team/", pages.team, name="team"),
    path("team/invite/", pages.send_invitation, name="team-invite"),
    path("team/invitations/<int:number>/withdraw/", pages.withdraw, name="team-withdraw"),
    path("team/<int:number>/password/", pages.new_password_link, name="team-password"),
    path("team/<int:number>/role/", pages.change_role, name="team-role"),
    path("team/<int:number>/access/", pages.change_access, name="team-access"),
    path("team/<int:number>/two-factor/", two_factor_pages.reset, name="two-factor-reset"),
    path("team/two-factor/", two_factor_pages.require, name="two-factor-require"),
    path("two-factor/", two_factor_pages.page, name="two-factor"),
    path("two-factor/begin/", two_factor_pages.begin, name="two-factor-begin"),
    path("two-factor/confirm/", two_factor_pages.confirm, name="two-factor-confirm"),
    path("two-factor/change/", two_factor_pages.change, name="two-factor-change"),
    path("tokens/", pages.tokens, name="tokens"),
    path("tokens/create/", pages.create_token, name="token-create"),
    path("tokens/<int:number>/revoke/", pages.revoke_token, name="token-revoke"),
    path("audit/", pages.audit_log, name="audit"),
    path("audit/export/", pages.export_audit, name="audit-export"),
]
