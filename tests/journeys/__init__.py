"""A resident's or worker's whole errand, in a real browser against a real server."""
