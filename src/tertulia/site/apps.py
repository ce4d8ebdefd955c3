from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tertulia.site"
    label = "site"
