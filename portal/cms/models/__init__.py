from .alerts import Alert, AlertItem, AlertRequest, Often
from .base import BasePage
from .briefings import BriefingPage
from .consultations import (
    ConsultationIndexPage,
    ConsultationPage,
    ConsultationStatus,
)
from .courses import CourseIndexPage, CoursePage
from .films import ResourceFilm
from .finding import Group, OtherName, SearchEntry
from .guidance import (
    GuidanceIndexPage,
    GuidancePage,
    GuidanceStatus,
)
from .home import HomePage
from .imports import ArticleImport, ImportedArticle
from .media import File, Picture, PictureRendition
from .members_views import MembersView
from .news import Correction, NewsIndexPage, NewsKind, NewsPage
from .opportunities import OpportunityIndexPage, OpportunityKind, OpportunityPage
from .outside_links import LinkOnPage, LinkState, OutsideLink
from .people import AdviserIndexPage, AdviserTerm, ExpertAdviserPage
from .positions import PositionIndexPage, PositionPage, PositionStatus, PositionVersion
from .replacing import Replacement
from .resources import ResourceFile, ResourceIndexPage, ResourceKind, ResourcePage
from .responses import ConsultationResponsePage, ResponseCorrection, Submission
from .reviews import DraftComment, DraftReview
from .sources import Source
from .standard import FootColumn, StandardPage
from .statements import JointStatementIndexPage, JointStatementPage
from .topics import TopicIndexPage, TopicPage

__all__ = [
    "AdviserIndexPage",
    "AdviserTerm",
    "Alert",
    "AlertItem",
    "AlertRequest",
    "ArticleImport",
    "BasePage",
    "BriefingPage",
    "ConsultationIndexPage",
    "ConsultationPage",
    "ConsultationResponsePage",
    "ConsultationStatus",
    "Correction",
    "CourseIndexPage",
    "CoursePage",
    "DraftComment",
    "DraftReview",
    "ExpertAdviserPage",
    "File",
    "FootColumn",
    "Group",
    "GuidanceIndexPage",
    "GuidancePage",
    "GuidanceStatus",
    "HomePage",
    "ImportedArticle",
    "JointStatementIndexPage",
    "JointStatementPage",
    "LinkOnPage",
    "LinkState",
    "MembersView",
    "NewsIndexPage",
    "NewsKind",
    "NewsPage",
    "Often",
    "OpportunityIndexPage",
    "OpportunityKind",
    "OpportunityPage",
    "OtherName",
    "OutsideLink",
    "Picture",
    "PictureRendition",
    "PositionIndexPage",
    "PositionPage",
    "PositionStatus",
    "PositionVersion",
    "Replacement",
    "ResourceFile",
    "ResourceFilm",
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
