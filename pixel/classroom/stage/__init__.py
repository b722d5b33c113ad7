"""The stage: a page to project, where the class sees its own hits arrive, live; and the same for one's own data.

Pure: `what_if` (which hits another setting would have stopped), `graph` (sites around the person), `map_layout` (the
stations of a hit's way), `interest_change` (a profile before and after a hit). `viewer` says who looks, `page` and
`details` read the store, `words` has the texts.
"""
