from django.db import migrations
from django.utils.translation import gettext_noop as _

# family: (slug, name). A slug never changes; a name may be corrected in the admin, and running this again leaves it.
EXPERTISES = {
    "money": [
        ("cash-flow", _("Cash flow")),
        ("pricing", _("Pricing")),
        ("bookkeeping", _("Bookkeeping")),
        ("financial-planning", _("Budgets and financial planning")),
        ("tax", _("Tax")),
        ("loans", _("Loans and banks")),
        ("investors", _("Finding investors")),
        ("grants", _("Grants and public funding")),
        ("insurance", _("Insurance")),
        ("getting-paid", _("Getting paid on time")),
    ],
    "law": [
        ("contract-law", _("Contracts")),
        ("employment-law", _("Employment law")),
        ("company-law", _("Company law")),
        ("trade-marks", _("Trade marks and patents")),
        ("copyright", _("Copyright and licences")),
        ("privacy-law", _("Privacy and data protection")),
        ("product-liability", _("Product safety and liability")),
        ("leases", _("Leases and property law")),
        ("disputes", _("Disputes and mediation")),
        ("regulation", _("Permits and regulation")),
    ],
    "customers": [
        ("first-customers", _("Winning the first customers")),
        ("sales-calls", _("Sales conversations")),
        ("key-accounts", _("Large accounts")),
        ("selling-to-companies", _("Selling to companies")),
        ("selling-to-public-bodies", _("Tenders and selling to public bodies")),
        ("negotiation", _("Negotiation")),
        ("customer-service", _("Customer service")),
        ("customer-research", _("Listening to customers")),
        ("partnerships", _("Partners and resellers")),
        ("sales-teams", _("Building a sales team")),
    ],
    "marketing": [
        ("positioning", _("Positioning")),
        ("branding", _("Brand and appearance")),
        ("advertising", _("Advertising")),
        ("social-media", _("Social media")),
        ("search-engines", _("Being found in search")),
        ("newsletters", _("Newsletters and e-mail")),
        ("press", _("Press and public relations")),
        ("copywriting", _("Writing that sells")),
        ("trade-fairs", _("Fairs and gatherings")),
        ("word-of-mouth", _("Referrals and word of mouth")),
    ],
    "product": [
        ("product-strategy", _("What to build next")),
        ("product-management", _("Product management")),
        ("user-research", _("Testing with people")),
        ("interface-design", _("Interface design")),
        ("industrial-design", _("Industrial design")),
        ("packaging", _("Packaging")),
        ("prototyping", _("Prototypes")),
        ("service-design", _("Designing a service")),
        ("accessibility", _("Accessibility")),
        ("launching", _("Bringing a product to market")),
    ],
    "technology": [
        ("it-security", _("IT security")),
        ("software-development", _("Software development")),
        ("choosing-software", _("Choosing software")),
        ("websites", _("Websites and web shops")),
        ("cloud-hosting", _("Hosting and infrastructure")),
        ("data-analysis", _("Data and figures")),
        ("artificial-intelligence", _("Artificial intelligence at work")),
        ("automation", _("Automating routine work")),
        ("electronics", _("Electronics and devices")),
        ("technical-leadership", _("Leading engineers")),
    ],
    "people": [
        ("hiring", _("Hiring")),
        ("first-employee", _("The first employee")),
        ("pay", _("Pay and sharing profit")),
        ("onboarding-people", _("The first months of new people")),
        ("letting-go", _("Letting people go")),
        ("apprentices", _("Apprentices and training")),
        ("freelancers", _("Working with freelancers")),
        ("remote-teams", _("Teams in many places")),
        ("team-conflict", _("Conflict in a team")),
        ("inclusion", _("Diversity and inclusion")),
    ],
    "leadership": [
        ("delegating", _("Delegating")),
        ("feedback", _("Feedback and difficult talks")),
        ("strategy", _("Strategy")),
        ("decision-making", _("Deciding")),
        ("leading-change", _("Leading through change")),
        ("leading-managers", _("Leading those who lead")),
        ("goals", _("Goals and measures")),
        ("company-culture", _("Culture")),
        ("boards", _("Working with a board")),
        ("crisis", _("Getting through a crisis")),
    ],
    "operations": [
        ("processes", _("Processes that run without me")),
        ("project-management", _("Running projects")),
        ("purchasing", _("Purchasing")),
        ("stock", _("Stock and warehouse")),
        ("logistics", _("Shipping and logistics")),
        ("production", _("Production")),
        ("quality", _("Quality")),
        ("premises", _("Shops, workshops and offices")),
        ("sustainability", _("Sustainability")),
        ("franchising", _("Branches and franchising")),
    ],
    "trade": [
        ("export-law", _("Export law")),
        ("customs", _("Customs and duties")),
        ("importing", _("Importing")),
        ("suppliers-abroad", _("Suppliers abroad")),
        ("entering-markets", _("Entering a new country")),
        ("distributors", _("Distributors and agents")),
        ("marketplaces", _("Online marketplaces")),
        ("currency", _("Currencies and payment abroad")),
        ("working-across-cultures", _("Working across cultures")),
        ("translation", _("Languages and translation")),
    ],
    "founding": [
        ("business-plans", _("Business plans")),
        ("testing-ideas", _("Testing an idea")),
        ("legal-forms", _("Choosing a legal form")),
        ("co-founders", _("Finding and keeping co-founders")),
        ("side-business", _("Starting beside a job")),
        ("self-employment", _("Working for oneself")),
        ("growing-fast", _("Growing fast")),
        ("buying-a-business", _("Buying a business")),
        ("selling-a-business", _("Selling a business")),
        ("succession", _("Handing over, also in a family")),
    ],
    "self": [
        ("time", _("Time and attention")),
        ("working-less", _("Working less")),
        ("stress", _("Stress and recovery")),
        ("career-change", _("Changing careers")),
        ("public-speaking", _("Speaking in public")),
        ("writing", _("Writing a book or a thesis")),
        ("habits", _("Habits that last")),
        ("work-and-family", _("Work and family")),
        ("retirement", _("Life after work")),
        ("confidence", _("Confidence")),
    ],
}


def add(apps, schema_editor):
    """Add what is missing; what is there, also under another name, stays as it is."""
    expertise = apps.get_model("accounts", "Expertise")
    for family, entries in EXPERTISES.items():
        rows = (expertise(slug=slug, name=name, family=family) for slug, name in entries)
        expertise.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_joining")]
    # Going back leaves the list: people have chosen from it.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
