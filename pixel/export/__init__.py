"""`pixel export`: what was received and made of it, as a file for other programs.

`rows` reads the store page by page, `pseudonyms` takes out what points to a person, `renumbering` puts rows in an
order that another run of the same story has too, `writers` write a file, whole or not at all. `exporter` joins them;
`command` and `options` are what the terminal takes.
"""
