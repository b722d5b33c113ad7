"""Test stories: short scripts of what people do, played against a running server over HTTP, and checked by its API.

Rooms, each importing only those after it: `report` (results for people and machines), `play` (plays a story, checks
what it expects), `format` (the YAML file), `actions` (each thing that can happen, written once), `drivers` (plain HTTP
or a real browser), `server` (starts one, asks its API). `shipped` holds the stories that come with the package;
`command` and `runner` are `pixel play`. Nothing here opens the database.
"""
