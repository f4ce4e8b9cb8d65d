"""A project as one thing: taken out as a file, brought in from one, removed.

What belongs to a project is found by walking Django's models (`shape`), so that a table made tomorrow is
carried and removed without anybody thinking of it. What cannot be found that way stands in `exceptions`, each
with a reason.
"""
