"""Room 1, a browser asks for the pixel: `reading` turns bytes into a Request, `verdict` judges it,
`visitor` recognises the cookie, `cookie` works out what the browser did with it, `device` names the
browser, and `endpoint` answers. `routes` holds the collector's few pages for people.
"""
