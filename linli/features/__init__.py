"""The capabilities, all with the same inner floors."""
