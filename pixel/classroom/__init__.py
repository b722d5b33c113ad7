"""The classroom: a teacher, thirty people with whatever device they have, and a lesson of predictions."""
