"""The resident's home, sign-in and “mine”; the staff home; the register of sites."""
