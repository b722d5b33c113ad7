"""The house, room by room, in the order that data travels.

- `collect`    a browser asks for the pixel: the request is read, judged, and a visitor recognised
- `store`      it is kept: records, the Store, its SQL by room, migrations
- `profile`    visits become a profile: identity, interests, the member's rights
- `ads`        advertisers reach the profile: audiences, auction, explanation
- `network`    the member's feed: members, posts, the ad between two posts
- `backstage`  the class looks behind the curtain: the walk, the inspector, the verdicts
- `start`      the front door: what this is, and what will happen in this very browser

Under all of them lie `settings` (read once), `origins` (which site a request is for), `clock` (what
time it is) and `pages` (what every page shares). `app` builds the sites and puts them behind one
WSGI entry; `server` runs that entry, with a `lane` of their own for hits; `cli` is the `pixel` command.
"""
