"""The hits' own lane through the server: what asks plainly for the pixel, or for a first page, goes without a detour.

gunicorn reads and answers in Python, which costs twice what recording a hit does. `worker` is gunicorn's gevent worker
with this lane; what is not plain goes gunicorn's way, on the same connection, and means the same to the application.
"""
