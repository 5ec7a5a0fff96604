"""Documents about money and agreements: remittance advices, statements of retention, contracts."""
