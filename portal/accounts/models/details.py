"""Details: what somebody tells us about themselves, none of it obliged.

The registration with a regulator is kept apart from the rest and sealed: it is for
the person's own papers, and no list of staff shows it.
"""

from django.conf import settings
from django.db import models

from portal.body.models import Profession
from portal.core.sealed import SealedField


class Details(models.Model):
    """Profession, employer and postal address of an account's owner."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="details"
    )
    profession = models.ForeignKey(
        Profession,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    employer = models.CharField(max_length=150, blank=True)
    postal_address = models.TextField(max_length=500, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "details"

    def __str__(self) -> str:
        return f"Details {self.pk}"


class Registrar(models.TextChoices):
    """Who keeps a register of professionals in the UK."""

    NMC = "nmc", "Nursing and Midwifery Council"
    HCPC = "hcpc", "Health and Care Professions Council"
    SWE = "swe", "Social Work England"
    SSSC = "sssc", "Scottish Social Services Council"
    SCW = "scw", "Social Care Wales"
    NISCC = "niscc", "Northern Ireland Social Care Council"
    GMC = "gmc", "General Medical Council"
    GPHC = "gphc", "General Pharmaceutical Council"


class ProfessionalRegistration(models.Model):
    """With whom somebody is registered, and under which number (PIN)."""

    wagtail_reference_index_ignore = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="professional_registration",
    )
    regulator = models.CharField(max_length=5, choices=Registrar)
    pin = SealedField("registration number (PIN)", blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Registration {self.pk}"
