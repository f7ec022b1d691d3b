"""The pages where features meet."""
