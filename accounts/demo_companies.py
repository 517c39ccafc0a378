"""The companies of the demo board; all of them are made up."""

from typing import NamedTuple


class DemoCompany(NamedTuple):
    """One company: its website is at its slug, under example.com."""

    slug: str
    name: str
    description: str
    is_verified: bool = True

    @property
    def website(self) -> str:
        """Return an address that leads nowhere."""
        return f"https://{self.slug}.example.com"


COMPANIES = (
    DemoCompany("acme", "Acme", "Anvils, rockets and rubber bands since 1949."),
    DemoCompany("globex", "Globex", "Weather machines, and help with them.", False),
    DemoCompany("initech", "Initech", "Software for banks, with cover sheets."),
    DemoCompany("hooli", "Hooli", "Search, mail and boxes for data centres."),
    DemoCompany("wonka", "Wonka Confectionery", "Sweets and their laboratories."),
    DemoCompany("tyrell", "Tyrell Robotics", "Robots for warehouses and harbours."),
    DemoCompany("aperture", "Aperture Laboratories", "Optics and test chambers."),
    DemoCompany("duff", "Duff Brewery", "A brewery with four sites in Bavaria."),
    DemoCompany("oscorp", "Oscorp Biotech", "Instruments for cell biology.", False),
    DemoCompany("sirius", "Sirius Cybernetics", "Lifts and doors that like people."),
    DemoCompany("monarch", "Monarch Solutions", "Forecasts for insurers.", False),
    DemoCompany("sakura", "Sakura Design 桜", "Interfaces for cameras and cars."),
)
