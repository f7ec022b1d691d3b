"""Pages at the rack, and pages at the desk."""
