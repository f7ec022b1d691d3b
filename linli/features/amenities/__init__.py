"""What a visitor finds without asking: waiting area, tea corner, newspapers; and who just drops in, never by name."""
