"""A stand-in for Stripe, at the place where Stripe's own library meets the network.

The library builds real requests and reads real answers; nothing of it is patched. What
is played is the part of Stripe that this portal uses, and no more. Only Stripe itself
can prove that Stripe accepts what we send.
"""
