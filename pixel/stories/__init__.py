"""The test bed: stories that are played against a running server, over HTTP alone, and what the tracker learned of it.

`model` says what a story is, `reading` reads one from its file, `player` plays it through a `driver` (plain HTTP, or a
real browser) and judges it by the server's own API, `reports` and `compare` tell what came of it, `running` starts a
server for it, `command` is `pixel play`. Nothing here opens the store.
"""
