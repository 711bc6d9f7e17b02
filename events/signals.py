"""The one thing that events tell whoever is above them."""

from django.dispatch import Signal

# Sent inside the transaction that closes a register, once for each person who came:
# `attendance` is the line. A receiver may only insert, since it may hear it twice.
attendance_recorded = Signal()
