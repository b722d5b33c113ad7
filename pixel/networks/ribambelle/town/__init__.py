"""The generated town: some five hundred invented members around Ribambelle's known faces. README.md tells the model."""
