"""What stands in place of a person who was taken out of a project."""

ERASED = "(erased)"
# The end of an address that reaches nobody, where a row cannot be without one.
NOWHERE = "erased.invalid"
