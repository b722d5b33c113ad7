"""The house, room by room, in the order that data travels.

- `identity`    who is this? the visitor cookie, accounts, which visitors are one person
- `collect`     a browser asks for the pixel: the request is read, judged, and kept
- `profile`     events become a profile: one way to assemble a person, interests
- `ads`         advertisers reach the profile: catalogue, audiences, auction, serving, explanation
- `networks`    what networks share (session, account, activity, why, the ad's slot); `ribambelle` is one of them
- `ad_manager`  where companies are founded, buy ads, and see what these cost
- `backstage`   the class looks behind the curtain: the walk, the inspector, the verdicts
- `start`       the front door: what this is, and what will happen in this very browser
- `classroom`   a class joins by a code, watches the stage, goes through a lesson, and is ended
- `api`, `export`   what scripts ask, and take away
- `stories`, `testing`   persons, steps and expectations, played by a program; the pytest plugin

Under all of them are the `store` (records, SQL by room, two databases), what every page shares (`pages`) and how
others reach this machine (`hosts`), on top of `settings` (read once), `origins` (the register of sites), `clock` (what
time it is) and `data_files` (what the files that teachers write, stories and lessons, share). `app` builds the sites
and puts them behind one WSGI entry; `serving` runs that entry; `cli` is the `pixel` command.
"""
