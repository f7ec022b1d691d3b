"""The base templates, components, tokens and icons of every page."""
