"""The HTTP API for scripts, under `/api/` on the backstage: what a test suite asks, and may change, of a server.

`operations` lists what can be asked, each with the function that answers it (in `administration`, `visits`, `people`,
`stories`); `requests` and `responses` are what goes in and out, `problems` what may go wrong, `caller` who may ask
what. `application` serves the list, `openapi` describes it: from the same lines, so that it cannot say anything else.
"""
