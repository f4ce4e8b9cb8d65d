"""The tests: a package, because a library of theirs brings a `tests` too, which would come first."""
