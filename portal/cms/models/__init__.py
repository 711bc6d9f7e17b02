from .alerts import Alert, AlertItem, AlertRequest, Often
from .finding import Group, OtherName, SearchEntry
from .home import HomePage
from .media import File, Picture, PictureRendition
from .news import Correction, NewsIndexPage, NewsKind, NewsPage
from .positions import PositionIndexPage, PositionPage, PositionStatus
from .standard import FootColumn, StandardPage
from .topics import TopicIndexPage, TopicPage

__all__ = [
    "Alert",
    "AlertItem",
    "AlertRequest",
    "Correction",
    "File",
    "FootColumn",
    "Group",
    "HomePage",
    "NewsIndexPage",
    "NewsKind",
    "NewsPage",
    "Often",
    "OtherName",
    "Picture",
    "PictureRendition",
    "PositionIndexPage",
    "PositionPage",
    "PositionStatus",
    "SearchEntry",
    "StandardPage",
    "TopicIndexPage",
    "TopicPage",
]
