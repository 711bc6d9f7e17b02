"""The books of the demonstration: invented employers, and an invented bank."""

from membership.renewals import Employer

DETAILS = {
    "legal_name": "The Institute (an invented charity)",
    "address": "1 Example Street\nLondon\nN1 0AA",
    "company_number": "00000000",
    "charity_number": "0000000",
    "bank_name": "Invented Bank",
    "account_name": "The Institute",
    "sort_code": "00-00-00",
    "account_number": "00000000",
    "invoice_footer": "An invoice of the demonstration. Pay nothing on it.",
}

EMPLOYERS = (
    Employer(
        "Ashvale Community Trust",
        "Ashvale House\nStation Road\nLeeds\nLS1 0AA",
        "Accounts payable",
        "payables@ashvale.example",
        "AV-20481",
    ),
    Employer(
        "Harbour Children's Services",
        "2 Quay Street\nBristol\nBS1 0AA",
        "Finance desk",
        "finance@harbour.example",
    ),
    Employer(
        "Northfield Family Hubs",
        "Northfield Centre\nGlasgow\nG1 0AA",
        "Business support",
        "invoices@northfield.example",
        "NF/774",
    ),
    Employer(
        "Wellbrook University Hospitals",
        "Wellbrook Way\nCardiff\nCF1 0AA",
        "Procure to pay",
        "orders@wellbrook.example",
    ),
)

FILE_NAME = "current-account.csv"
HEADINGS = "Date,Transaction Description,Debit Amount,Credit Amount"
# Days ago, what the bank wrote, and the sum.
TRANSFERS = (
    (20, "ASHVALE CT {paid} BGC", "69.00"),
    (2, "NORTHFIELD FH {waiting} FP", "69.00"),
    (4, "A GRATEFUL READER", "25.00"),
    (6, "GROSS INTEREST", "3.17"),
)
