"""Advertisers reach the profile: `product_feed` reads what they sell, `campaigns` what they buy, `catalogue` keeps
both at hand, `index` finds the campaigns that may match, `auction` chooses, `serving` fills a page's placements, and
`explanation` walks an ad back to the hits that brought it. What companies buy on the ad manager comes in as `offers`,
for an `audience`, at a price (`pricing`) and a pace (`pacing`); `measurement` says what came of it.
"""
