"""Kill, power cut, lost database: nothing that was acknowledged is lost."""
