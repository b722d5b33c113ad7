"""The classroom: a teacher opens a class, students join by a code, and everyone sees what their page views become.

`attendance` lets people in and out and gives the teacher control; `stream` tells what happens as it happens.
`application` puts the pages on the backstage's site; the composition root hands it their paths.
"""
