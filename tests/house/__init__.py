"""What the import linter cannot see: the house's rules, checked on its source."""
