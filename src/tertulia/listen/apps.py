from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "tertulia.listen"
    label = "listen"
