"""Statutory holidays as data, opening rules, closures and working-day arithmetic."""
