"""Money: whole pence, and how they are written."""


def pounds(pence: int) -> str:
    """Return "£95.00"; nothing is rounded, since pence are whole."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{rest:02}"
