"""The board and its line, published versions, and telling everyone what became of their asks."""
