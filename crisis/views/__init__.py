"""HTTP of the crisis."""
