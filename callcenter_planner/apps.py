"""App configuration."""

from django.apps import AppConfig


class CallcenterPlannerConfig(AppConfig):
    name = "callcenter_planner"
