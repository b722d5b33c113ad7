"""What all kinds of data files that people write share: models in two languages, YAML with its lines, mistakes told in
sentences. Stories and lessons are such files. Pure, and imports nothing of pixel."""
