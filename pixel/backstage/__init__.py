"""The class looks behind the curtain: `walk`, `inspector`, `verdicts` and `reset` are its pages.

Pure: `steps` (when each really happened), `hit_decoding` (a hit made readable), `browser_explanation` (what this
browser does with the cookie), `verdict_recipes` (how to provoke each). `facts` asks the store, on one snapshot a page.
"""
