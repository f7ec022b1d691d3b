"""Who a thing is beyond this installation: one name in every calendar, with the count and the moment of its changes."""
