"""Topics that move, and the stream that says so."""
