"""What a story is: the YAML file, the model it is read into, and what is said of mistakes in it."""
