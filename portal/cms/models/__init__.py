from .home import HomePage
from .media import File, Picture, PictureRendition
from .news import Correction, NewsIndexPage, NewsKind, NewsPage
from .positions import PositionIndexPage, PositionPage, PositionStatus
from .standard import FootColumn, StandardPage

__all__ = [
    "Correction",
    "File",
    "FootColumn",
    "HomePage",
    "NewsIndexPage",
    "NewsKind",
    "NewsPage",
    "Picture",
    "PictureRendition",
    "PositionIndexPage",
    "PositionPage",
    "PositionStatus",
    "StandardPage",
]
