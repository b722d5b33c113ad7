"""What an advertiser's money did, and what that does not prove. Pure: over rows that are handed in; no store, no page.

`rows` says what is counted. `figures` counts it, `timeline` over time, `funnel` by how far people came; `attribution`
credits bookings to ads, and `holdout` says how many people would have booked without any. `noised` says the same as a
browser would that hides single people, `skew` who was shown which ad, `television` what a spot would have cost, and
`intervals` how far any of it can be trusted.

README.md beside this file: definitions, borders, sources.
"""
