"""All addresses: each slice brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tertulia.listen.collect import machines
from tertulia.listen.sources import websub
from tertulia.site import pages, sign_in
from tertulia.site.rest import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.second_step, name="sign-in-second"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("join/<str:secret>/", sign_in.join, name="join"),
    path("palette/", pages.palette, name="palette"),
    path("health", machines.health_page, name="health-for-machines"),
    path("metrics", machines.metrics_page, name="metrics"),
    path("settings/language/", pages.choose_language, name="choose-language"),
    path("settings/theme/", pages.choose_theme, name="choose-theme"),
    path("settings/keys/", pages.choose_keys, name="choose-keys"),
    path("settings/profile/", pages.profile, name="profile"),
    path("settings/profile/password/", pages.change_password, name="change-password"),
    path("settings/profile/sessions/end-one/", pages.end_session, name="end-session"),
    path("settings/profile/sessions/end/", pages.end_other_sessions, name="end-other-sessions"),
    path("settings/", include("tertulia.team.urls")),
    path("settings/", include("tertulia.listen.sources.channel_urls")),
    path("settings/models/", include("tertulia.understand.urls")),
    path("settings/models/", include("tertulia.listen.accuracy.urls")),
    path("settings/data/", include("tertulia.listen.imports.data_urls")),
    path("api/v1/", api.urls),
    path("listen/", include("tertulia.listen.urls")),
    path("plan/", include("tertulia.plan.urls")),
    path("act/", include("tertulia.act.urls")),
    path("hubs/<int:number>/", websub.hub, name="hub"),
    path("start/", include("tertulia.listen.starting.urls")),
]

handler400 = "tertulia.site.error_pages.bad_request"
handler403 = "tertulia.site.error_pages.forbidden"
handler404 = "tertulia.site.error_pages.not_found"
handler500 = "tertulia.site.error_pages.server_error"
