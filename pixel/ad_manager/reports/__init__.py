"""What the money did: a campaign's report, and what a spot on television would have cost.

`campaign` and `television` are the pages, `drawing` puts their charts' lines and bars into place, `words` and
`television_words` say what they say.
"""
