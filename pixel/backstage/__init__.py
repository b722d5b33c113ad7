"""Room 6, the class looks behind the curtain. Pure: `steps` (the walk, and what ticks it off), `decoding` (a hit made
readable), `explaining` (what this browser does with the cookie), `verdicts` (how to provoke each). `gathering` and
`known` ask the store, `routes` answers. For programs: `api/` is asked over HTTP, `export/` writes files.
"""
