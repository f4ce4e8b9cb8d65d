"""Playbooks for the day when something fails."""
