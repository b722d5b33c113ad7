"""The live stream: what happens, as server-sent events, to whoever watches; the API's `/api/stream` is its address."""
