"""The base templates, pieces, tokens and icons of every page, and the words of a refusal."""
