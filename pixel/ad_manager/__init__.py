"""The ad manager, `regie.reseau.localhost`: companies are founded here, buy ads, and see what these cost them.

`application` builds the site, `market` is what it is handed of the network, `access` says who asks and what they may
act for. A form is read by pure code (`founding`, `money`, `ad_form`, `audience_form`) that returns what is wrong
as data; `words` and `audience_words` say it in the reader's language.
"""
