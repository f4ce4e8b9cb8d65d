"""Pages of the vision."""
