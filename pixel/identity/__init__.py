"""Who is this? `visitor_cookie` signs and recognises, `accounts` are people's seats on a network, `resolution`
says which visitors are one person. Collect, profile, networks, backstage and the API ask here; the store keeps.
"""
