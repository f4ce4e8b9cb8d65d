"""Thirty-two invented people of four invented hospitals."""

from dataclasses import dataclass

GENERAL, BRIGID, LAKESIDE, PRAIRIE = "Riverbend General", "St. Brigid", "Lakeside Children's", "Prairie View"


@dataclass(frozen=True)
class Person:
    """One line of the sample's register."""

    name: str
    title: str
    department: str
    level: str
    power: int
    interest: int
    stance: str
    site: str
    owner: str = "planner"
    why: str = ""
    way: str = "email"
    language: str = "en"

    @property
    def email(self) -> str:
        """Their invented address: the last two words of the name."""
        plain = self.name.lower().replace("'", "").replace("ñ", "n").replace("é", "e").replace("í", "i")
        return ".".join(plain.split()[-2:]) + "@riverbend.example.org"


PEOPLE: tuple[Person, ...] = (
    Person("Helen Marsh", "Chief Operating Officer", "Executive office", "executive", 5, 4, "supporter", GENERAL, "lead", "She signs the budget and can move people between hospitals."),
    Person("Robert Achebe", "Chief Financial Officer", "Finance", "executive", 5, 2, "sceptic", GENERAL, "lead", "Two earlier projects cost more than was said; he will ask about every post."),
    Person("Dr Miriam Stein", "Chief Medical Officer", "Executive office", "executive", 5, 4, "supporter", BRIGID, "lead", "Physicians follow her on what may be said by phone."),
    Person("Carol Whitfield", "Chief Nursing Officer", "Nursing", "executive", 4, 5, "champion", GENERAL, "lead", "Nurse triage stands or falls with her staffing."),
    Person("Anders Lindqvist", "Chief Information Officer", "Information technology", "executive", 4, 3, "neutral", GENERAL, "lead", "Nothing is connected to the record without his team."),
    Person("Dr Ngozi Okafor", "Section head", "Cardiology", "physician", 4, 5, "supporter", GENERAL, "planner", "Without her the referral desk stays in the clinics."),
    Person("Dr Paul Brandt", "Section head", "Orthopaedics", "physician", 4, 2, "opponent", PRAIRIE, "planner", "His clinic books its own and does it well; he fears to lose that."),
    Person("Dr Lucía Ferrer", "Medical director, employed physicians", "Primary care", "physician", 4, 5, "champion", LAKESIDE, "planner", "Forty employed physicians listen to her first.", "email"),
    Person("Dr Samuel Oyelaran", "Paediatrician", "Paediatrics", "physician", 3, 4, "supporter", LAKESIDE, "planner"),
    Person("Dr Hanna Weiss", "Emergency physician", "Emergency", "physician", 3, 3, "neutral", BRIGID, "planner", way="phone"),
    Person("Joan Pruitt", "Director of access", "Patient access", "director", 4, 5, "champion", GENERAL, "planner", "Runs the three switchboards of today and knows every gap."),
    Person("Terrence Hill", "Director of marketing", "Marketing", "director", 3, 4, "neutral", GENERAL, "marketing", "What he mails makes the phones ring."),
    Person("Grace Liu", "Director of human resources", "Human resources", "director", 3, 3, "supporter", GENERAL, "planner", "Sixty people to be hired and kept."),
    Person("Victor Ramos", "Director of quality", "Quality and safety", "director", 3, 3, "neutral", BRIGID, "planner"),
    Person("Simone Baptiste", "Director of ambulatory care", "Ambulatory clinics", "director", 4, 4, "sceptic", PRAIRIE, "planner", "Twenty-two clinics answer to her."),
    Person("Peter Novak", "Director, project office", "Project management", "director", 2, 4, "supporter", GENERAL, "lead"),
    Person("Alisha Grant", "Manager, referral desk", "Patient access", "manager", 3, 5, "champion", GENERAL, "operations"),
    Person("Doug Fenner", "Manager, telephony", "Information technology", "manager", 3, 3, "neutral", GENERAL, "operations", "The old exchange is his; he knows what breaks."),
    Person("Rosa Delgado", "Manager, cardiology clinics", "Cardiology", "manager", 3, 4, "sceptic", BRIGID, "planner", language="es"),
    Person("Kevin Tran", "Manager, nurse line", "Nursing", "manager", 3, 5, "champion", LAKESIDE, "operations"),
    Person("Beth Sorensen", "Manager, physician liaisons", "Physician relations", "manager", 3, 4, "supporter", PRAIRIE, "marketing"),
    Person("Yusuf Demir", "Manager, interpreters", "Language services", "manager", 2, 5, "supporter", LAKESIDE, "planner"),
    Person("Maria Santos", "Scheduler", "Patient access", "front_line", 2, 5, "supporter", GENERAL, "operations"),
    Person("Tyler Brooks", "Scheduler", "Orthopaedics", "front_line", 1, 3, "neutral", PRAIRIE, "operations"),
    Person("Denise Carter", "Switchboard operator", "Patient access", "front_line", 2, 4, "neutral", BRIGID, "operations"),
    Person("Aisha Rahman", "Triage nurse", "Nursing", "front_line", 2, 5, "champion", LAKESIDE, "operations"),
    Person("Cole Hendricks", "Medical assistant", "Cardiology", "front_line", 1, 3, "supporter", GENERAL, "operations"),
    Person("Elena Petrova", "Referral coordinator", "Patient access", "front_line", 2, 5, "supporter", GENERAL, "operations"),
    Person("José Medina", "Front desk", "Primary care", "front_line", 1, 4, "neutral", LAKESIDE, "operations", language="es"),
    Person("Wendy Okoro", "Night operator", "Patient access", "front_line", 2, 4, "sceptic", BRIGID, "operations", way="in_person"),
    Person("Frank Dubois", "Patient adviser", "Patient and family council", "external", 3, 5, "champion", GENERAL, "lead", "Speaks for the people who call."),
    Person("Laurel Finch", "Practice manager, partner practice", "Community practices", "external", 2, 3, "neutral", PRAIRIE, "marketing", "Her practice sends ninety referrals a month."),
)  # fmt: skip
