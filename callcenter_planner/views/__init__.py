"""Pages that are composed of several apps, or that no single app could own."""
