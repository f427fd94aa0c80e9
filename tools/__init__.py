"""Commands for maintainers: measurements, reports, drawings. The running bot needs none of them."""
