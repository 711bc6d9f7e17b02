"""Money: whole pence, how they are written, and the VAT that a price contains."""

from django.db import models


class Vat(models.TextChoices):
    """How a line is treated, by the terms of VAT Notice 701/1 and 700.

    A professional body's subscription and much of its training is exempt (Group 9 and
    Group 6 of Schedule 9 to the VAT Act 1994); which it is, staff decide.
    """

    STANDARD = "standard", "Standard rate, 20 %"
    REDUCED = "reduced", "Reduced rate, 5 %"
    ZERO = "zero", "Zero rate"
    EXEMPT = "exempt", "Exempt"
    OUTSIDE = "outside", "Outside the scope of VAT"


RATES = {Vat.STANDARD: 20, Vat.REDUCED: 5, Vat.ZERO: 0, Vat.EXEMPT: 0, Vat.OUTSIDE: 0}


def pounds(pence: int) -> str:
    """Return "£95.00"; nothing is rounded, since pence are whole."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{rest:02}"


def vat_in(gross_pence: int, treatment: str) -> int:
    """Return the VAT contained in a price, in pence, halves rounded up.

    Prices are what people pay, VAT included, so the tax is worked back from them
    line by line (VAT Notice 700, 17.5) and the lines add up to the penny.
    """
    rate = RATES[Vat(treatment)]
    sign = -1 if gross_pence < 0 else 1
    part, whole = abs(gross_pence) * rate, 100 + rate
    return sign * ((2 * part + whole) // (2 * whole))
