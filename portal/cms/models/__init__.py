from .media import File, Picture, PictureRendition

__all__ = ["File", "Picture", "PictureRendition"]
