"""Measurements of speed and false alarms, run by ``make bench``."""
