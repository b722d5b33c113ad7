"""The HTTP API for scripts, under `/api/` on the backstage: what a test suite asks, and may change, of a server.

`table` lists the operations, each with the function that answers it (`time`, `visits`, `people`, `stories`, `links`);
`models` are what goes in and out, `problems` what may go wrong, `caller` who may ask what. `application` serves them,
`openapi` describes them: from that table and these models, so that it cannot say anything else.
"""
