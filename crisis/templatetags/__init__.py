"""What the templates of a crisis may use."""
