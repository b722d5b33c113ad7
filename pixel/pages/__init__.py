"""What the pages of all sites share: how a site is built (`site`), whom it lets post (`protection`), the reader's
language (`language`), addresses and times as people read them, files that browsers keep (`assets`).
"""
