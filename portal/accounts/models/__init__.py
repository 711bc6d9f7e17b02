from .details import Details, ProfessionalRegistration, Registrar
from .looks import Look
from .lost_steps import LostStep, StepStatus
from .user import User, UserManager, valid_time_zone

__all__ = [
    "Details",
    "Look",
    "LostStep",
    "ProfessionalRegistration",
    "Registrar",
    "StepStatus",
    "User",
    "UserManager",
    "valid_time_zone",
]
