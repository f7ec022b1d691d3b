"""The one-stop hall: windows, tickets, calls and the screens that show them."""
