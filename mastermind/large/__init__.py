"""The large world: invented people and groups by the ten thousand, the same for the same seed. For measuring."""
