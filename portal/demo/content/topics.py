"""What the topics of the demonstration are about, and words that people look for."""

TOPIC_PAGES = {
    "safeguarding": (
        "Safeguarding",
        (
            "Seeing what a child lives with, saying it to the right person, and not "
            "being alone with it. What we hold, what the guidance asks, and where "
            "to learn it."
        ),
    ),
    "infant-feeding": (
        "Infant feeding",
        (
            "How babies are fed, and how families are supported in it without "
            "judgement. Evidence, practice and the events where both meet."
        ),
    ),
    "perinatal-mental-health": (
        "Perinatal mental health",
        (
            "How parents are before and after a birth, fathers included. What to "
            "ask, what to listen for, and to whom one turns."
        ),
    ),
    "domestic-abuse": (
        "Domestic abuse",
        (
            "Asking safely, answering well, and keeping a record that protects. "
            "With the training that our Champions pass on."
        ),
    ),
    "workforce": (
        "Workforce and caseloads",
        (
            "How many families one health visitor can know. Figures, what we ask of "
            "each integrated care board and of government, and what members told "
            "us."
        ),
    ),
    "education": (
        "Education and practice teaching",
        (
            "Becoming a health visitor, and teaching those who are. Standards, "
            "courses and the people who assess in practice."
        ),
    ),
}

# What people look for, and what is meant.
OTHER_NAMES = {
    "clinical commissioning group": "integrated care board",
    "CCG": "integrated care board",
    "Public Health England": "Office for Health Improvement and Disparities",
    "HV": "health visitor",
    "breastfeeding": "infant feeding",
    "postnatal depression": "perinatal mental health",
    "domestic violence": "domestic abuse",
    "cot death": "sudden infant death",
    "practice teacher": "practice assessor",
    "red book": "personal child health record",
}
