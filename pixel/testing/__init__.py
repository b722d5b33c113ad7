"""For other people's test suites: a pytest plugin with a server and its stories as fixtures.

pytest finds `plugin` by its entry point, once this package is installed. `server` and `story` hold what the fixtures
hand out: import their names from there for your annotations.
"""
