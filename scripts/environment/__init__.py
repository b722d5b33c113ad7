"""What the scripts run in: which Python will do, `.venv` with the locked packages, the programs that tests drive.

Standard library only: when scripts/demo runs for the first time, nothing else is there.
"""
