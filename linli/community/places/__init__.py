"""District, street, community, estate; sites with six zones, rooms and the area ledger."""
