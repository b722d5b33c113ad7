"""The HTTP API for scripts, under `/api/` on the backstage: what a test suite asks, and may change, of a server.

`table` lists the operations, each with the function that answers it (`running`, `visits`, `people`, `stories`);
`questions` and `models` are what goes in and out, `problems` what may go wrong, `caller` who may ask what.
`application` serves the table, `openapi` describes it: from the same lines, so that it cannot say anything else.
"""
