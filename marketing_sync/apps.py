"""App configuration."""

from django.apps import AppConfig


class MarketingSyncConfig(AppConfig):
    name = "marketing_sync"
