"""The rig: a real web server and many clients at once, on this machine alone."""
