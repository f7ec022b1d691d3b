"""The hall's pages, one module a screen."""
