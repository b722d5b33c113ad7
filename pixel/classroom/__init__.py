"""The classroom: a teacher opens a class, students join by a code, and everyone sees what their page views become.

`attendance` lets people in and out and gives the teacher control; `stream` tells what happens as it happens; `stage`
shows it; `lesson` has the class predict and try; `guide` is what is read and printed beside it. `application` puts the
pages on the backstage's site; the composition root hands it their paths.
"""
