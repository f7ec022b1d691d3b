"""Knows no community."""
