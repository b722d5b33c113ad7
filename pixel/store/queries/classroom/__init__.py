"""SQL for a class: who is in it, what happens live, its stage and its lesson, a file for each room that asks."""
