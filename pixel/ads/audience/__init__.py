"""Audiences: whom a company seeks, as facets that are included and excluded; read, matched, sized, reviewed. Pure."""
