"""The particulars of a contract, and what the change history says of them."""
