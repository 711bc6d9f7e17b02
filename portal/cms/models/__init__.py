from .alerts import Alert, AlertItem, AlertRequest, Often
from .base import BasePage
from .consultations import (
    ConsultationIndexPage,
    ConsultationPage,
    ConsultationStatus,
)
from .finding import Group, OtherName, SearchEntry
from .home import HomePage
from .media import File, Picture, PictureRendition
from .members_views import MembersView
from .news import Correction, NewsIndexPage, NewsKind, NewsPage
from .opportunities import OpportunityIndexPage, OpportunityKind, OpportunityPage
from .people import AdviserIndexPage, AdviserTerm, ExpertAdviserPage
from .positions import PositionIndexPage, PositionPage, PositionStatus
from .resources import ResourceFile, ResourceIndexPage, ResourceKind, ResourcePage
from .responses import ConsultationResponsePage, ResponseCorrection, Submission
from .sources import Source
from .standard import FootColumn, StandardPage
from .topics import TopicIndexPage, TopicPage

__all__ = [
    "AdviserIndexPage",
    "AdviserTerm",
    "Alert",
    "AlertItem",
    "AlertRequest",
    "BasePage",
    "ConsultationIndexPage",
    "ConsultationPage",
    "ConsultationResponsePage",
    "ConsultationStatus",
    "Correction",
    "ExpertAdviserPage",
    "File",
    "FootColumn",
    "Group",
    "HomePage",
    "MembersView",
    "NewsIndexPage",
    "NewsKind",
    "NewsPage",
    "Often",
    "OpportunityIndexPage",
    "OpportunityKind",
    "OpportunityPage",
    "OtherName",
    "Picture",
    "PictureRendition",
    "PositionIndexPage",
    "PositionPage",
    "PositionStatus",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourceKind",
    "ResourcePage",
    "ResponseCorrection",
    "SearchEntry",
    "Source",
    "StandardPage",
    "Submission",
    "TopicIndexPage",
    "TopicPage",
]
