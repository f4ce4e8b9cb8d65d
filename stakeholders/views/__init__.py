"""HTTP of listening."""
