"""`pixel export`: what was received and made of it, as a file for other programs.

`gathering` reads the store page by page, `disguise` takes out what points to a person, `renumbering` puts rows in an
order that another run of the same story has too, `writing` writes a file, whole or not at all. `exporting` joins them.
"""
