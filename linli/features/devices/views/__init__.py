"""What the head of the station, a kiosk and a board ask for."""
