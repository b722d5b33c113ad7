"""What data files share: models in two languages, YAML with its lines, mistakes told in sentences, CSV for
spreadsheets. Stories and lessons are such files, and exports. Pure, and imports nothing of pixel."""
