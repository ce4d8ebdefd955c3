from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "tertulia.team"
    label = "team"
