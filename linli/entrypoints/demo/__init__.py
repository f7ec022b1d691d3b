"""The cast and the Changping demo, told through the features' own actions."""
