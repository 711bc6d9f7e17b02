from .downloads import Download
from .erasures import Erasure, ErasureStatus
from .requests import Answer, DataRequest, DataRequestNote, RequestKind
from .retention import RetentionPeriod, RetentionRun, Unit

__all__ = [
    "Answer",
    "DataRequest",
    "DataRequestNote",
    "Download",
    "Erasure",
    "ErasureStatus",
    "RequestKind",
    "RetentionPeriod",
    "RetentionRun",
    "Unit",
]
