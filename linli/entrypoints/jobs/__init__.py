"""Time comes in by one door: `manage.py tick`."""
