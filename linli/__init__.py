"""Linli 邻里: software that runs open community service spaces."""
