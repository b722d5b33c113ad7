"""Room 3, visits become a profile: `identity` (which browsers are one person) and `interests` (what they care for)."""
