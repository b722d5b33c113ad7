"""A browser asks for the pixel: `request` turns bytes into a Request, `verdict` judges it, `cookie_outcome` works out
what the browser did with the cookie, `device` names the browser (and `user_agent_freeze` what it makes up),
`content_ids` reads which products it is about, and `endpoint` answers. `routes` has the collector's few pages for
people.
"""
